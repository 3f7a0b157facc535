package dev.trm.puzzles.grid;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.JsonErrors;
import dev.trm.puzzles.PuzzleFormatException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads NDJSON pairs one by one; each line is {@code {"input": [[…]], "output": [[…]], "group":
 * "…"}}. A bad line is reported, and reading continues. Pairs without a group that have the same
 * input form one group. Not thread-safe.
 */
public final class GridPairReader implements Closeable {

  /** Two grids of the maximum size take less than a quarter of it. */
  private static final int LONGEST_LINE = 1 << 16;

  private static final int LONGEST_GROUP = 200;
  private static final Set<String> FIELDS = Set.of("input", "output", "group");
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final InputStream in;
  private int line;

  /**
   * @param in UTF-8; closed together with this object
   */
  public GridPairReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The next line that is not blank; empty at the end. */
  public Optional<GridPairLine> next() throws IOException {
    while (true) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
      boolean tooLong = false;
      int read = in.read();
      if (read < 0) {
        return Optional.empty();
      }
      line++;
      for (; read >= 0 && read != '\n'; read = in.read()) {
        if (bytes.size() < LONGEST_LINE) {
          bytes.write(read);
        } else {
          tooLong = true;
        }
      }
      if (tooLong) {
        return Optional.of(refused("", "the line is longer than " + LONGEST_LINE + " bytes"));
      }
      Optional<GridPairLine> parsed = parse(bytes.toByteArray());
      if (parsed.isPresent()) {
        return parsed;
      }
    }
  }

  private Optional<GridPairLine> parse(byte[] bytes) throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return Optional.of(refused("", "the line is not valid UTF-8"));
    }
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new GridPairLine.Read(line, pair(MAPPER.readTree(text))));
    } catch (JsonProcessingException e) {
      return Optional.of(
          refused(
              "",
              "the line is not JSON at column "
                  + e.getLocation().getColumnNr()
                  + ": "
                  + JsonErrors.reason(e)));
    } catch (PuzzleFormatException e) {
      return Optional.of(refused(e.pointer(), String.valueOf(e.getMessage())));
    }
  }

  private GridPairLine refused(String pointer, String reason) {
    return new GridPairLine.Refused(line, pointer, reason);
  }

  /** Reads a pair strictly. */
  static GridPair pair(JsonNode json) {
    if (!json.isObject()) {
      throw new PuzzleFormatException(
          "",
          json.toString(),
          "the line is "
              + PuzzleFormatException.shown(json)
              + "; it must be a JSON object with input and output");
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new PuzzleFormatException(
            "/" + name.replace("~", "~0").replace("/", "~1"),
            name,
            PuzzleFormatException.shown(name) + " is not known here");
      }
    }
    Grid input = grid(json, "input");
    Grid output = grid(json, "output");
    return new GridPair(input, output, group(json.get("group"), input));
  }

  private static Grid grid(JsonNode json, String field) {
    JsonNode grid = json.get(field);
    if (grid == null || grid.isNull()) {
      throw new PuzzleFormatException("/" + field, "", field + " is missing");
    }
    return Grid.parse(grid, "/" + field, field, Grid.MOST_VALUE);
  }

  private static String group(@Nullable JsonNode group, Grid input) {
    if (group == null || group.isNull()) {
      return input.toString();
    }
    if (!group.isTextual() || group.textValue().length() > LONGEST_GROUP) {
      throw new PuzzleFormatException(
          "/group",
          group.toString(),
          "group is "
              + PuzzleFormatException.shown(group)
              + "; it must be a string of at most "
              + LONGEST_GROUP
              + " characters");
    }
    return group.textValue();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
