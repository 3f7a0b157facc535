package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsCommandTest {
  private static final String SET =
      "{'id': '0193', 'name': 'mirror', 'kind': 'grid', 'sha256': '0123456789abcdef', 'layout':"
          + " {'width': 8, 'height': 7, 'symbols': 6, 'ends': true}, 'training': 90, 'heldOut': 10,"
          + " 'groups': 50, 'refused': 1, 'problems': [{'line': 3, 'pointer': '/input', 'reason':"
          + " 'input is missing'}], 'createdAt': 'then'}";

  @TempDir Path room;
  private CannedGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void setsAreListed() {
    gateway.on("GET /v1/datasets", 200, "{'datasets': [" + SET + "]}");

    assertThat(gateway.run("datasets")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "NAME    KIND  BOARD            TRAINING  HELD OUT  SHA-256       SENT",
            "mirror  grid  8x7 and smaller  90        10        0123456789ab  then");
  }

  @Test
  void pairsAreSentAsTheyAreAndWhatWasWrongIsTold() throws IOException {
    gateway.on("POST /v1/datasets", 201, SET);
    Path file = Files.writeString(room.resolve("pairs"), "{\"input\": 1}\n");

    int code =
        gateway.run(
            "datasets",
            "add",
            file.toString(),
            "--name",
            "mirror",
            "--held-out",
            "0.2",
            "--seed",
            "7");

    assertThat(code).isEqualTo(0);
    CannedGateway.Seen seen = gateway.seen("POST /v1/datasets").get(0);
    assertThat(seen.query()).isEqualTo("name=mirror&heldOut=0.2&seed=7");
    assertThat(seen.body()).isEqualTo("{\"input\": 1}\n");
    assertThat(seen.headers())
        .containsEntry("Content-type", "application/x-ndjson")
        .containsKey("Idempotency-key");
    assertThat(gateway.out())
        .contains("data set mirror (0193): grid of 8x7 and smaller, 6 symbols")
        .contains("90 to train on, 10 held out, 50 groups, 1 records refused");
    assertThat(gateway.err()).contains("line 3: input is missing");
  }

  @Test
  void tasksAreSentAsJson() throws IOException {
    gateway.on("POST /v1/datasets", 201, SET);
    Path file = Files.writeString(room.resolve("tasks"), "{\"aa\": {}}");

    assertThat(gateway.run("datasets", "add", file.toString(), "--name", "tasks")).isEqualTo(0);

    assertThat(gateway.seen("POST /v1/datasets").get(0).headers())
        .containsEntry("Content-type", "application/json");
  }

  @Test
  void tablesAndPuzzlesInLinesAreSentAsText() throws IOException {
    gateway.on("POST /v1/datasets", 201, SET);
    Path file = Files.writeString(room.resolve("a.csv"), "source,question,answer,rating\n");

    assertThat(gateway.run("datasets", "add", file.toString(), "--name", "x")).isZero();

    assertThat(gateway.seen("POST /v1/datasets").get(0).headers())
        .containsEntry("Content-type", "text/plain");
  }

  @Test
  void sampleOfATableIsSentAndIsTheSameForTheSameSeed() throws IOException {
    gateway.on("POST /v1/datasets", 201, SET);
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 4);
    StringBuilder table = new StringBuilder("source,question,answer,rating\n");
    for (int row = 0; row < 50; row++) {
      RatedPuzzle puzzle = generator.withGivens(8);
      table.append("x,").append(puzzle.puzzle()).append(',').append(puzzle.solution());
      table.append(",0\n");
    }
    Path file = Files.writeString(room.resolve("large.csv"), table);

    for (String seed : List.of("1", "1", "2")) {
      assertThat(
              gateway.run(
                  "datasets",
                  "add",
                  file.toString(),
                  "--name",
                  "x",
                  "--sample",
                  "10",
                  "--seed",
                  seed))
          .isZero();
    }

    List<CannedGateway.Seen> seen = gateway.seen("POST /v1/datasets");
    assertThat(seen.get(0).body().lines()).hasSize(10).doesNotHaveDuplicates();
    assertThat(seen.get(0).body()).contains("\"solution\"").isEqualTo(seen.get(1).body());
    assertThat(seen.get(2).body()).isNotEqualTo(seen.get(1).body());
  }

  @Test
  void solutionsInASecondFileAreSentWithTheirTasks() throws IOException {
    gateway.on("POST /v1/datasets", 201, SET);
    String task = "{\"train\":[{\"input\":[[1]],\"output\":[[2]]}],\"test\":[{\"input\":[[3]]}]}";
    Path tasks = Files.writeString(room.resolve("challenges.json"), "{\"aa\":" + task + "}");
    Path solutions = Files.writeString(room.resolve("solutions.json"), "{\"aa\":[[[4]]]}");
    Path others = Files.writeString(room.resolve("others.json"), "{\"bb\":[[[4]]]}");

    assertThat(add(tasks, solutions)).isZero();
    assertThat(gateway.seen("POST /v1/datasets").get(0).body())
        .isEqualTo("{\"aa\":" + task.replace("[[3]]", "[[3]],\"output\":[[4]]") + "}");
    assertThat(add(tasks, others)).isEqualTo(2);
    assertThat(gateway.err()).contains("/aa is missing");
    assertThat(add(tasks, room.resolve("none"))).isEqualTo(2);
    assertThat(gateway.err()).contains("there is no file '" + room.resolve("none") + "'");
  }

  private int add(Path file, Path solutions) {
    return gateway.run(
        "datasets", "add", file.toString(), "--name", "x", "--solutions", solutions.toString());
  }

  @Test
  void missingFilesAndDirectoriesAreToldApart() {
    assertThat(gateway.run("datasets", "add", room.resolve("no").toString(), "--name", "x"))
        .isEqualTo(2);
    assertThat(gateway.err()).contains("there is no file");
    assertThat(gateway.run("datasets", "add", room.toString(), "--name", "x")).isEqualTo(2);
    assertThat(gateway.err()).contains("is a directory");
  }

  @Test
  void theFirstBadLineIsToldOnce() throws IOException {
    gateway.on(
        "POST /v1/datasets",
        422,
        "{'detail': '2 of 3 records are bad. The first is line 1: input is missing', 'errors':"
            + " [{'pointer': '/input', 'detail': 'line 1: input is missing'},"
            + " {'pointer': '/output', 'detail': 'line 2: output is missing'}]}");
    Path file = Files.writeString(room.resolve("bad.ndjson"), "{\"input\": 1}\n");

    assertThat(gateway.run("datasets", "add", file.toString(), "--name", "x")).isEqualTo(1);

    assertThat(gateway.err().strip())
        .isEqualTo(
            "trm: 2 of 3 records are bad. The first is line 1: input is missing (field /input);"
                + " line 2: output is missing (field /output)");
  }

  @Test
  void aSetIsShownAndDeletedByItsName() {
    gateway
        .on("GET /v1/datasets/mirror", 200, SET)
        .on("DELETE /v1/datasets/mirror", 204, "")
        .on("GET /v1/datasets/none", 404, "{'detail': 'There is no data set none.'}");

    assertThat(gateway.run("datasets", "show", "mirror")).isEqualTo(0);
    assertThat(gateway.out()).contains("sha256 0123456789abcdef");
    assertThat(gateway.run("datasets", "delete", "mirror")).isEqualTo(0);
    assertThat(gateway.run("datasets", "show", "none")).isEqualTo(1);
    assertThat(gateway.err()).contains("There is no data set none.");
  }

  @Test
  void anExampleIsMirroredAndRecolouredAndTheSameForTheSameSeed() throws IOException {
    Path first = room.resolve("first.ndjson");
    Path second = room.resolve("second.ndjson");
    for (Path file : List.of(first, second)) {
      int code =
          gateway.run(
              "datasets",
              "example",
              file.toString(),
              "--pairs",
              "20",
              "--side",
              "3",
              "--colours",
              "4");
      assertThat(code).isEqualTo(0);
    }

    List<String> lines = Files.readAllLines(first);
    assertThat(lines).hasSize(20).isEqualTo(Files.readAllLines(second));
    for (String line : lines) {
      JsonNode pair = new ObjectMapper().readTree(line);
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          int colour = pair.at("/input/" + row + "/" + column).intValue();
          assertThat(pair.at("/output/" + row + "/" + (2 - column)).intValue())
              .isEqualTo((colour + 1) % 4);
        }
      }
    }
    assertThat(gateway.run("datasets", "example", first.toString(), "--pairs", "9")).isEqualTo(2);
    assertThat(gateway.err()).contains("there is a file " + first + " already");
    assertThat(Files.readAllLines(first)).isEqualTo(lines);
    assertThat(gateway.run("datasets", "example", first.toString(), "--pairs", "9", "--force"))
        .isEqualTo(0);
    assertThat(Files.readAllLines(first)).hasSize(9);
    assertThat(gateway.run("datasets", "example", first + "2", "--side", "31")).isEqualTo(2);
    assertThat(gateway.err()).contains("side is 31");
  }
}
