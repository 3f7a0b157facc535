package dev.trm.puzzles.arc;

import static dev.trm.puzzles.JsonTexts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.grid.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArcTasksTest {

  @TempDir Path directory;

  @Test
  void tasksAndSolutionsComeTogetherFromTwoFiles() throws IOException {
    Path challenges = directory.resolve("challenges.json");
    Path solutions = directory.resolve("solutions.json");
    Files.writeString(
        challenges,
        """
        {"b": {"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[3]]}, {"input": [[4]]}]},
         "a": {"test": [{"input": [[5, 6]]}], "train": [{"output": [[8]], "input": [[7]]}]}}
        """);
    Files.writeString(solutions, "{\"a\": [[[9]]], \"b\": [[[0]], [[1, 1]]]}");

    List<ArcTask> tasks = ArcTasks.read(challenges, solutions);

    assertThat(tasks)
        .containsExactly(
            new ArcTask(
                "b",
                List.of(new ArcTask.Pair(Grid.of(1, 1, 1), Grid.of(1, 1, 2))),
                List.of(
                    new ArcTask.Test(Grid.of(1, 1, 3), Grid.of(1, 1, 0)),
                    new ArcTask.Test(Grid.of(1, 1, 4), Grid.of(1, 2, 1, 1)))),
            new ArcTask(
                "a",
                List.of(new ArcTask.Pair(Grid.of(1, 1, 7), Grid.of(1, 1, 8))),
                List.of(new ArcTask.Test(Grid.of(1, 2, 5, 6), Grid.of(1, 1, 9)))));
    assertThat(ArcTasks.read(challenges).get(0).test().get(0).known()).isEmpty();
  }

  @Test
  void taskAloneMayHoldItsSolutions() {
    ArcTask task =
        ArcTasks.task(
            "x",
            json(
                "{'train': [{'input': [[1]], 'output': [[2]]}], 'test': [{'input': [[3]], 'output': [[4]]}]}"));

    assertThat(task.test().get(0).known()).contains(Grid.of(1, 1, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[] | \"\" | the document is no JSON object",
        "{} | \"\" | the document has no task",
        "{'t': 5} | /t | /t is no JSON object",
        "{'t': {'test': [{'input': [[1]]}]}} | /t/train | /t/train is missing",
        "{'t': {'train': [], 'test': [{'input': [[1]]}]}} | /t/train | /t/train is empty",
        "{'t': {'train': {}, 'test': [{'input': [[1]]}]}} | /t/train | /t/train is no array",
        "{'t': {'train': [{'input': [[1]]}], 'test': []}} | /t/train/0/output | /t/train/0/output is missing",
        "{'t': {'train': [{'input': [[1]], 'output': [[1]]}]}} | /t/test | /t/test is missing",
        "{'t': {'train': [{'input': [[1]], 'output': [[1]]}], 'test': []}} | /t/test | /t/test is empty",
        "{'t': {'train': [{'input': [[1]], 'output': [[1]]}], 'test': [{}]}} | /t/test/0/input"
            + " | /t/test/0/input is missing",
        "{'t': {'train': [{'input': [[1]], 'output': [[1]]}], 'test': [7]}} | /t/test/0"
            + " | /t/test/0 is no JSON object",
        "{'t': {'train': [{'input': [[1]], 'output': [[1], [10]]}], 'test': []}} | /t/train/0/output/1/0"
            + " | /t/train/0/output: has 10 in row 2, column 1; it must be a whole number 0 to 9",
        "{'t': {'train': [{'input': [[1]], 'output': [[1], []]}], 'test': []}} | /t/train/0/output/1"
            + " | /t/train/0/output: row 2 is empty",
        "{'t': {'train': [{'input': [[1]], 'output': [[1]], 'x': 1}], 'test': []}} | /t/train/0/x"
            + " | /t/train/0/x is not known here",
        "{'t': {'train': [{'input': [[1]], 'output': [[1]]}], 'test': [{'input': [[1]]}], 'n': 1}} | /t/n"
            + " | /t/n is not known here",
        "{'a/b': 5} | /a~1b | /a~1b is no JSON object",
      })
  void wrongDocumentIsRefusedWithItsPlace(String document, String pointer, String message) {
    assertThatThrownBy(() -> ArcTasks.of(json(document)))
        .isInstanceOfSatisfying(
            PuzzleFormatException.class,
            wrong -> {
              assertThat(wrong).hasMessage(message);
              assertThat(wrong.pointer()).isEqualTo(pointer);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | /t is missing",
        "{'t': [[[1]]], 'u': [[[1]]]} | /u is not known here",
        "{'t': []} | /t is empty",
        "{'t': [[[1]], [[1]]]} | /t has 2 grids; the task has 1 test inputs",
        "{'t': [[[11]]]} | /t/0: has 11 in row 1, column 1; it must be a whole number 0 to 9",
      })
  void wrongSolutionsAreRefusedWithTheirPlace(String solutions, String message) {
    List<ArcTask> tasks =
        ArcTasks.of(
            json(
                "{'t': {'train': [{'input': [[1]], 'output': [[1]]}], 'test': [{'input': [[1]]}]}}"));

    assertThatThrownBy(() -> ArcTasks.withSolutions(tasks, json(solutions)))
        .isInstanceOf(PuzzleFormatException.class)
        .hasMessage(message);
  }

  @Test
  void fileThatIsNoJsonIsRefusedWithItsPlace() throws IOException {
    Path file = Files.writeString(directory.resolve("broken.json"), "{\"t\":\n {]}");

    assertThatThrownBy(() -> ArcTasks.read(file))
        .isInstanceOf(PuzzleFormatException.class)
        .hasMessageStartingWith("the document is not JSON at line 2, column ");
    Path twice = Files.writeString(directory.resolve("twice.json"), "{\"t\": 1, \"t\": 2}");
    assertThatThrownBy(() -> ArcTasks.read(twice)).hasMessageContaining("Duplicate field 't'");
  }
}
