package dev.trm.puzzles.arc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.JsonErrors;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.upload.BadRecord;
import dev.trm.puzzles.upload.BadRecords;
import dev.trm.puzzles.upload.UploadFormat;
import dev.trm.puzzles.upload.UploadReport;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;

/**
 * Tasks as the competition hands them out, with their solutions: one object with a task an id, read
 * task by task, or one task alone. The train pairs are trained on, the test pairs judged by.
 *
 * @param alone the id of a task alone
 */
public record ArcUpload(String alone) implements UploadFormat {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
  private static final Set<String> OF_ONE_TASK = Set.of("train", "test");

  @Override
  public UploadReport copy(InputStream in, OutputStream out, int mostRecords) throws IOException {
    Copy copy = new Copy(out, new BadRecords(mostRecords));
    try (JsonParser parser = MAPPER.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        copy.bad.count();
        copy.bad.refuse(new BadRecord(line(parser), "", "the document is no JSON object"));
        return copy.report();
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
          copy.take(name, value, line);
        }
      }
      if (!one.isEmpty()) {
        copy.take(alone, one, 1);
      }
      if (parser.nextToken() != null) {
        copy.bad.refuse(new BadRecord(line(parser), "", "the document goes on after its end"));
      }
    } catch (JsonProcessingException e) {
      // Nothing after it can be told apart any more.
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      copy.bad.refuse(new BadRecord(line, "", "the document is not JSON: " + JsonErrors.reason(e)));
    } catch (CharConversionException e) {
      copy.bad.refuse(new BadRecord(1, "", "the document is not valid UTF-8"));
    }
    return copy.report();
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  /** What has been written so far. */
  private static final class Copy {
    private final OutputStream out;
    private final BadRecords bad;
    private int tasks;
    private int training;
    private int heldOut;

    Copy(OutputStream out, BadRecords bad) {
      this.out = out;
      this.bad = bad;
    }

    void take(String id, JsonNode json, int line) throws IOException {
      bad.count();
      ArcTask task;
      try {
        task = ArcTasks.task(id, json);
      } catch (PuzzleFormatException e) {
        bad.refuse(
            new BadRecord(
                line,
                e.pointer(),
                "task " + PuzzleFormatException.shown(id) + ": " + e.getMessage()));
        return;
      }
      out.write(ArcTaskLines.line(task));
      tasks++;
      training += task.train().size();
      heldOut += (int) task.test().stream().filter(each -> each.known().isPresent()).count();
    }

    UploadReport report() {
      return new UploadReport(
          PuzzleKind.ARC,
          tasks == 0 ? null : GridLayout.ARC,
          training,
          heldOut,
          tasks,
          bad.refused(),
          bad.first());
    }
  }
}
