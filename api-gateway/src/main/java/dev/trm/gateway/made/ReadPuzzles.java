package dev.trm.gateway.made;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.arc.ArcTaskLines;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.upload.BadRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a text holds.
 *
 * @param forms in words, what would have been understood; null where the text holds something
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReadPuzzles(
    List<ReadPuzzle> puzzles,
    List<ReadTask> tasks,
    List<ReadProblem> problems,
    @Nullable String forms) {

  /**
   * A puzzle as a solve takes it.
   *
   * @param line where it begins, counted from 1
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ReadPuzzle(int line, Content puzzle, @Nullable JsonNode solution) {}

  /** The field {@code puzzle} of a solve. */
  record Content(String kind, JsonNode grid) {}

  /** A task as an ARC job takes it. */
  record ReadTask(int line, String name, JsonNode task) {}

  /** Something that is no puzzle. */
  record ReadProblem(int line, String detail) {}

  static ReadPuzzles of(byte[] text) throws IOException {
    List<ReadPuzzle> puzzles = new ArrayList<>();
    List<ReadTask> tasks = new ArrayList<>();
    List<ReadProblem> problems = new ArrayList<>();
    new PuzzleReader("task")
        .read(
            new ByteArrayInputStream(text),
            new PuzzleSink() {
              @Override
              public void puzzle(FoundPuzzle found) {
                puzzles.add(
                    new ReadPuzzle(
                        found.line(), new Content(found.kind(), found.grid()), found.answer()));
              }

              @Override
              public void task(int line, ArcTask task) {
                tasks.add(new ReadTask(line, task.id(), ArcTaskLines.json(task)));
              }

              @Override
              public void refused(BadRecord bad) {
                problems.add(new ReadProblem(bad.line(), bad.reason()));
              }
            });
    boolean empty = puzzles.isEmpty() && tasks.isEmpty();
    return new ReadPuzzles(puzzles, tasks, problems, empty ? PuzzleReader.FORMS : null);
  }
}
