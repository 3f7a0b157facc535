package dev.trm.gateway.solving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.JsonBody;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.upload.BadRecord;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The requests of a batch, whatever the form of its body; read once, one request at a time. */
interface BatchSource {

  /** Receives requests in the order of the body. */
  interface Sink {
    /** A request as for one puzzle; its fields are not checked yet. */
    void request(int line, JsonNode request);

    /**
     * A line that is no request.
     *
     * @param pointer of the field that is wrong; null where none is
     */
    void problem(int line, @Nullable String pointer, String detail);
  }

  void read(Sink sink) throws IOException;

  /** A line is a whole request, or a puzzle alone. */
  static BatchSource ndjson(BatchLines lines) {
    return sink -> {
      for (BatchLines.Line line = lines.next(); line != null; line = lines.next()) {
        byte[] text = line.text();
        if (text == null) {
          sink.problem(line.number(), null, "the line is too long");
          continue;
        }
        JsonNode json;
        try {
          json = JsonBody.parse(text);
        } catch (InvalidFieldException e) {
          sink.problem(line.number(), e.pointer(), String.valueOf(e.getMessage()));
          continue;
        } catch (ProblemException e) {
          sink.problem(line.number(), null, String.valueOf(e.getMessage()));
          continue;
        }
        boolean alone = json.has("grid") && !json.has("puzzle");
        sink.request(
            line.number(),
            alone ? JsonNodeFactory.instance.objectNode().set("puzzle", json) : json);
      }
    };
  }

  /** Puzzles in any form that {@link PuzzleReader} reads. */
  static BatchSource text(InputStream body) {
    return sink ->
        new PuzzleReader("task")
            .read(
                body,
                new PuzzleSink() {
                  @Override
                  public void puzzle(FoundPuzzle found) {
                    ObjectNode request = JsonNodeFactory.instance.objectNode();
                    request.putObject("puzzle").put("kind", found.kind()).set("grid", found.grid());
                    sink.request(found.line(), request);
                  }

                  @Override
                  public void task(int line, ArcTask task) {
                    sink.problem(
                        line,
                        null,
                        "task "
                            + PuzzleFormatException.shown(task.id())
                            + " is an ARC task; POST /v1/arc-jobs adapts a model to it");
                  }

                  @Override
                  public void refused(BadRecord bad) {
                    sink.problem(bad.line(), null, bad.reason());
                  }
                });
  }
}
