package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArcCommandTest {
  private static final String SUBMIT = "POST /v1/arc-jobs";
  private static final String QUEUED = "{'id': 'a1', 'kind': 'adapt', 'state': 'QUEUED'}";
  private static final String TASK =
      "{\"train\":[{\"input\":[[1]],\"output\":[[2]]}],\"test\":[{\"input\":[[3]]}]}";
  private static final String VOTES =
      "{'tests': [{'forms': 9, 'empty': 1, 'grids': 2, 'rows': ["
          + "{'rank': 1, 'grid': [[4, 5], [0, 4]], 'votes': 6, 'haltProbability': 0.75},"
          + "{'rank': 2, 'grid': [[5]], 'votes': 2, 'haltProbability': 0.5}]}]}";

  @TempDir Path directory;
  private CannedGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static String ended(String id, String name, String right, int hits) {
    return "{'id': '"
        + id
        + "', 'kind': 'adapt', 'state': 'SUCCEEDED', 'adaptation': {'name': '"
        + name
        + "'}, 'result': {'model': 'arc@3', 'steps': 200, 'loss': 0.25, 'judged': 1, 'right': "
        + hits
        + ", 'tests': [{'attempts': [[[4, 5], [0, 4]], [[5]]], 'right': "
        + right
        + ", 'votes': 8, 'grids': 2}]}}";
  }

  private Path task() throws IOException {
    return Files.writeString(directory.resolve("007bbfb7.json"), TASK);
  }

  @Test
  void tasksByIdAreAllSubmittedWithTheirSolutionsFromASecondFile() throws IOException {
    Path tasks =
        Files.writeString(
            directory.resolve("challenges.json"), "{\"aa\":" + TASK + ",\"bb\":" + TASK + "}");
    Path solutions =
        Files.writeString(directory.resolve("solutions.json"), "{\"aa\":[[[4]]],\"bb\":[[[5]]]}");
    gateway.on(SUBMIT, 202, QUEUED);

    assertThat(gateway.run("arc", "solve", tasks.toString(), "--solutions", solutions.toString()))
        .isZero();

    assertThat(gateway.seen(SUBMIT)).hasSize(2);
    assertThat(gateway.seen(SUBMIT).get(1).json().path("name").asText()).isEqualTo("bb");
    assertThat(gateway.seen(SUBMIT).get(1).json().at("/task/test/0/output/0/0").asInt())
        .isEqualTo(5);
  }

  @Test
  void taskWithStringCellsIsRefusedByNameBeforeAnythingIsSubmitted() throws IOException {
    Path tasks =
        Files.writeString(
            directory.resolve("tasks.json"),
            "{\"aa\":" + TASK + ",\"bb\":" + TASK.replace("[[3]]", "[[\"3\"]]") + "}");

    assertThat(gateway.run("arc", "solve", tasks.toString())).isEqualTo(2);
    assertThat(gateway.err()).contains("tasks.json': /bb/test/0/input: has \"3\" in row 1");
    assertThat(gateway.seen()).isEmpty();
  }

  @Test
  void followedTaskIsShownWithItsAttemptsAndVotes() throws IOException {
    gateway
        .on(SUBMIT, 202, QUEUED)
        .on("GET /v1/jobs/a1", 200, ended("a1", "007bbfb7", "[true, false]", 1))
        .on("GET /v1/jobs/a1/votes", 200, VOTES);

    int exit =
        gateway.run(
            "arc", "solve", task().toString(), "--model", "arc@3", "--steps", "7", "--follow");

    assertThat(exit).isEqualTo(0);
    assertThat(gateway.seen(SUBMIT).get(0).json().toString())
        .isEqualTo(
            "{\"name\":\"007bbfb7\",\"task\":"
                + TASK
                + ",\"model\":\"arc@3\",\"options\":{\"steps\":7}}");
    assertThat(gateway.out().lines().filter(line -> !line.contains("%")))
        .containsExactly(
            "test input 1",
            "attempt 1, right    attempt 2, wrong",
            "4 5                 5",
            "0 4",
            "",
            "RANK  VOTES  HALT   SIZE  GRID",
            "1     6      0.750  2x2   45/04",
            "2     2      0.500  1x1   5",
            "9 forms voted, 1 of them for nothing",
            "",
            "1 of 1 outputs hit by arc@3, adapted in 200 steps (loss 0.250)");
  }

  @Test
  void missedOutputIsExitCodeThreeAndCellsAreColouredOnATerminal() {
    gateway
        .on("GET /v1/jobs/a1", 200, ended("a1", "t", "[false, false]", 0))
        .on("GET /v1/jobs/a1/votes", 200, VOTES);

    assertThat(gateway.runOnTerminal("arc", "show", "a1")).isEqualTo(3);
    assertThat(gateway.out()).contains("\u001b[48;5;220m  \u001b[0m\u001b[48;5;246m  \u001b[0m");
  }

  @Test
  void answersOfJobsBecomeASubmission() throws IOException {
    gateway
        .on("GET /v1/jobs/a1", 200, ended("a1", "one", "[true, false]", 1))
        .on("GET /v1/jobs/a2", 200, ended("a2", "two", "[true, false]", 1));
    Path file = directory.resolve("submission.json");

    assertThat(gateway.run("arc", "submission", "a1", "a2", "--to", file.toString())).isEqualTo(0);

    String answers = "[{\"attempt_1\":[[4,5],[0,4]],\"attempt_2\":[[5]]}]";
    assertThat(file).hasContent("{\"one\":" + answers + ",\"two\":" + answers + "}");
    assertThat(gateway.run("arc", "submission", "a1", "--to", file.toString())).isEqualTo(2);
  }

  @Test
  void twoJobsOfOneTaskMakeNoSubmission() {
    gateway
        .on("GET /v1/jobs/a1", 200, ended("a1", "one", "[true, false]", 1))
        .on("GET /v1/jobs/a2", 200, ended("a2", "one", "[true, false]", 1));
    Path file = directory.resolve("submission.json");

    assertThat(gateway.run("arc", "submission", "a1", "a2", "--to", file.toString())).isEqualTo(2);
    assertThat(gateway.err()).contains("two jobs are of task 'one'");
    assertThat(file).doesNotExist();
  }
}
