package dev.trm.gateway.request;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.JsonFields;
import dev.trm.puzzles.JsonErrors;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON strictly: one value, no key twice, valid UTF-8, text that can be stored. */
@Singleton
public final class JsonBody {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Inject
  JsonBody() {}

  /** The whole body, whose length the gateway has limited already. */
  public byte[] bytes(@Nullable InputStream body) throws IOException {
    return body == null ? new byte[0] : body.readAllBytes();
  }

  /** A 413; the connection ends, since the rest of the body is not read. */
  public static ProblemException tooLarge(String detail) {
    return new ProblemException(Problem.of(413, detail), Map.of("Connection", "close"));
  }

  /** The value; 400 with line and column where it is no JSON. */
  public static JsonNode parse(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new ProblemException(malformed("The body is not valid UTF-8."));
    }
    JsonNode value;
    try {
      value = MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      JsonLocation where = e.getLocation();
      String place =
          where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
      throw new ProblemException(
          malformed("The body is not JSON" + place + ": " + JsonErrors.reason(e)));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
    if (value instanceof MissingNode) {
      throw new ProblemException(malformed("The body is empty; it must be a JSON object."));
    }
    CleanText.check(value);
    return value;
  }

  /**
   * The fields of a body that may be left out; none where it is.
   *
   * @throws ProblemException 400 where it is no JSON
   */
  public static JsonFields optionalFields(byte[] bytes) {
    return new JsonFields(
        bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : parse(bytes), "");
  }

  private static Problem malformed(String detail) {
    return new Problem(
        "urn:trm:problem:malformed-body", "The body cannot be read", 400, detail, List.of());
  }
}
