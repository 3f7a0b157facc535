package dev.trm.puzzles.arc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.JsonErrors;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.upload.BadRecord;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Set;

/**
 * Reads tasks in the competition's format one by one: an object with a task for each id, or a
 * single task.
 *
 * @param alone the id of a single task
 */
public record ArcTaskStream(String alone) {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
  private static final Set<String> OF_ONE_TASK = Set.of("train", "test");

  /** Receives tasks in the order of the document. */
  public interface Sink {
    /**
     * @param line where the task begins, counted from 1
     */
    void task(int line, ArcTask task) throws IOException;

    /** Reports an invalid task; reading continues after it unless the document itself is broken. */
    void refused(BadRecord bad) throws IOException;
  }

  /**
   * @param in UTF-8, UTF-16 or UTF-32; not closed
   */
  public void read(InputStream in, Sink sink) throws IOException {
    try (JsonParser parser = MAPPER.createParser(in)) {
      read(parser, sink);
    } catch (CharConversionException e) {
      sink.refused(new BadRecord(1, "", "the document is not valid UTF-8"));
    }
  }

  /**
   * @param in not closed
   */
  public void read(Reader in, Sink sink) throws IOException {
    try (JsonParser parser = MAPPER.createParser(in)) {
      read(parser, sink);
    }
  }

  private void read(JsonParser parser, Sink sink) throws IOException {
    try {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        sink.refused(new BadRecord(line(parser), "", "the document is no JSON object"));
        return;
      }
      ObjectNode one = MAPPER.createObjectNode();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        int line = line(parser);
        parser.nextToken();
        JsonNode value = MAPPER.readTree(parser);
        if (OF_ONE_TASK.contains(name)) {
          one.set(name, value);
        } else {
          take(name, value, line, sink);
        }
      }
      if (!one.isEmpty()) {
        take(alone, one, 1, sink);
      }
      if (parser.nextToken() != null) {
        sink.refused(
            new BadRecord(line(parser), "", "something follows behind the end of the document"));
      }
    } catch (JsonProcessingException e) {
      // After a syntax error, the following tasks can't be separated.
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      sink.refused(new BadRecord(line, "", "the document is not JSON: " + JsonErrors.reason(e)));
    }
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static void take(String id, JsonNode json, int line, Sink sink) throws IOException {
    ArcTask task;
    try {
      task = ArcTasks.task(id, json);
    } catch (PuzzleFormatException e) {
      sink.refused(
          new BadRecord(
              line,
              e.pointer(),
              "task " + PuzzleFormatException.shown(id) + ": " + e.getMessage()));
      return;
    }
    sink.task(line, task);
  }
}
