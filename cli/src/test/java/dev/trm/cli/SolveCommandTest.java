package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SolveCommandTest {
  private static final String GRID = ".2.4..1..1..4..1";
  private static final String SUBMIT = "POST /v1/solve-jobs";
  private static final String QUEUED =
      "{'id': 'a1', 'state': 'QUEUED', 'puzzle': {'kind': 'sudoku', 'grid': '.2.4..1..1..4..1'}}";

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

  private static String ended(boolean solved) {
    return "{'id': 'a1', 'state': 'SUCCEEDED',"
        + " 'puzzle': {'kind': 'sudoku', 'grid': '.2.4..1..1..4..1'},"
        + " 'result': {'grid': '1234341221434321', 'solved': "
        + solved
        + ", 'cycles': 2, 'halted': true, 'haltProbability': 0.987, 'model': 'm@3'}}";
  }

  @Test
  void solvedPuzzleIsDrawnWithWhatWasFilledIn() {
    gateway.on(SUBMIT, 202, QUEUED).on("GET /v1/jobs/a1", 200, ended(true));

    int exit = gateway.run("solve", GRID, "--model", "m@champion");

    assertThat(exit).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "+-----+-----+",
            "| 1*2 | 3*4 |",
            "| 3*4*| 1 2*|",
            "+-----+-----+",
            "| 2*1 | 4*3*|",
            "| 4 3*| 2*1 |",
            "+-----+-----+",
            "checked and solved in 2 cycles (halt probability 0.987) by m@3");
  }

  @Test
  void requestNamesPuzzleModelAndOptionsAndCarriesKeyAndIdempotencyKey() throws IOException {
    gateway.on(SUBMIT, 200, ended(true));

    gateway.run("solve", GRID, "--model", "m@2", "--max-cycles", "5", "--halt", "head");

    CannedGateway.Seen request = gateway.seen(SUBMIT).get(0);
    assertThat(request.json().toString())
        .isEqualTo(
            "{\"puzzle\":{\"kind\":\"sudoku\",\"grid\":\".2.4..1..1..4..1\"},\"model\":\"m@2\","
                + "\"options\":{\"maxCycles\":5,\"halt\":\"head\"}}");
    assertThat(request.headers())
        .containsEntry("Authorization", "Bearer " + CannedGateway.KEY)
        .containsKey("Idempotency-key");
  }

  @Test
  void attemptThatSolvedThePuzzleIsNamedWithItsSymmetry() throws IOException {
    gateway.on(
        SUBMIT,
        200,
        searched(
            "'solvedBy': 4, 'answerOf': 4, 'variation': {'kind': 'symmetry',"
                + " 'description': 'rows 2 1 3 4'}"));

    assertThat(gateway.run("solve", GRID, "--attempts", "16", "--budget", "200")).isEqualTo(0);

    assertThat(gateway.seen(SUBMIT).get(0).json().at("/options/search").toString())
        .isEqualTo("{\"attempts\":16,\"budget\":200}");
    assertThat(gateway.out())
        .contains("solved by attempt 4 of 16 (symmetry: rows 2 1 3 4); 52 cycles in all");
  }

  @Test
  void searchThatFailedNamesTheAttemptThatAnswers() {
    gateway.on(SUBMIT, 200, searched("'answerOf': 1").replace("'solved': true", "'solved': false"));

    assertThat(gateway.run("solve", GRID)).isEqualTo(3);

    assertThat(gateway.out())
        .contains("the answer is that of attempt 1, the surest of 4 attempts; 52 cycles in all");
  }

  private static String searched(String answer) {
    return ended(true)
        .replace(
            "'solved': true",
            "'solved': true, 'search': {'attempts': 4, 'mostAttempts': 16, 'cycles': 52, "
                + answer
                + "}");
  }

  @Test
  void unsolvedPuzzleIsExitCodeThree() {
    gateway.on(SUBMIT, 200, ended(false));

    assertThat(gateway.run("solve", GRID)).isEqualTo(3);
    assertThat(gateway.out()).contains("not solved in 2 cycles");
  }

  @Test
  void mazeIsDrawnInItsRows() {
    gateway.on(
        SUBMIT,
        200,
        "{'id': 'a1', 'state': 'SUCCEEDED', 'puzzle': {'kind': 'maze', 'grid': ['S #','  #','# G']},"
            + " 'result': {'grid': ['S #','oo#','#oG'], 'solved': true, 'cycles': 1,"
            + " 'haltProbability': 0.5, 'model': 'm@3'}}");

    assertThat(gateway.run("solve", "S #\n  #\n# G")).isEqualTo(0);

    assertThat(gateway.out().lines())
        .containsExactly(
            "S #", "oo#", "#oG", "checked and solved in 1 cycle (halt probability 0.500) by m@3");
  }

  /** There is nothing to be wrong about that anybody could tell. */
  @Test
  void answerThatCannotBeCheckedIsNotCalledSolvedNorUnsolved() {
    gateway.on(
        SUBMIT,
        200,
        "{'id': 'a1', 'state': 'SUCCEEDED', 'puzzle': {'kind': 'grid', 'grid': [[0, 1]]},"
            + " 'result': {'grid': [[1, 10], [2, 0]], 'cycles': 3, 'haltProbability': 0.5,"
            + " 'model': 'm@3'}}");

    assertThat(gateway.run("solve", "{\"kind\": \"grid\", \"grid\": [[0, 1]]}")).isEqualTo(0);

    assertThat(gateway.out().lines())
        .containsExactly(
            "1 10",
            "2 0",
            "answered, without rules to check it by, in 3 cycles (halt probability 0.500) by m@3");
  }

  @Test
  void failedJobIsExitCodeOneAndSaysWhy() {
    gateway.on(
        SUBMIT,
        200,
        "{'id': 'a1', 'state': 'FAILED', 'failure':"
            + " {'code': 'MODEL_NOT_FOUND', 'message': 'there is no m@9', 'retryable': false}}");

    assertThat(gateway.run("solve", GRID)).isEqualTo(1);
    assertThat(gateway.err().strip())
        .isEqualTo("trm: job a1 failed: there is no m@9 (MODEL_NOT_FOUND)");
  }

  @Test
  void problemIsOneLineThatNamesTheField() {
    gateway.on(
        SUBMIT,
        422,
        "{'title': 'A field of the body is wrong', 'detail': 'halt is odd', 'errors':"
            + " [{'pointer': '/options/halt', 'detail': 'halt is odd'}]}");

    assertThat(gateway.run("solve", GRID, "--halt", "odd")).isEqualTo(1);
    assertThat(gateway.err().strip()).isEqualTo("trm: halt is odd (field /options/halt)");
  }

  @Test
  void traceShowsEachCycleWithChangedAndBrokenCells() {
    gateway
        .on(SUBMIT, 200, ended(true))
        .on(
            "GET /v1/jobs/a1/trace",
            200,
            "{'cycles': [{'cycle': 1, 'grid': '1234341221434322', 'changed': [0, 2],"
                + " 'haltProbability': 0.25, 'broken': [{'rule': 'row', 'cells': [14, 15]}]}]}");

    assertThat(gateway.run("solve", GRID, "--trace")).isEqualTo(0);
    assertThat(gateway.out())
        .contains("cycle 1: 2 cells changed, 1 rule broken, halt probability 0.250")
        .contains("| 1*2 | 3*4 |")
        .contains("| 4 3 | 2!2!|");
  }

  @Test
  void coloursAreForTerminalsOnly() {
    gateway.on(SUBMIT, 200, ended(true));

    gateway.runOnTerminal("solve", GRID);

    assertThat(gateway.out()).contains("| \u001b[1;32m1\u001b[0m 2 |").doesNotContain("1*");
  }

  @Test
  void jsonIsTheJobAsTheGatewayHasIt() {
    gateway.on(SUBMIT, 200, "{'id':'a1','state':'SUCCEEDED','result':{'solved':true}}");

    assertThat(gateway.run("solve", GRID, "--json")).isEqualTo(0);
    assertThat(gateway.out().strip())
        .isEqualTo("{\"id\":\"a1\",\"state\":\"SUCCEEDED\",\"result\":{\"solved\":true}}");
  }

  @Test
  void puzzleComesFromStandardInput() throws IOException {
    gateway.on(SUBMIT, 200, ended(true));

    gateway.run(
        Map.of("TRM_URL", gateway.url(), "TRM_KEY", CannedGateway.KEY),
        false,
        ".2.4\n..1.\n.1..\n4..1\n",
        "solve",
        "-");

    assertThat(gateway.seen(SUBMIT)).hasSize(1);
    assertThat(gateway.seen(SUBMIT).get(0).json().at("/puzzle/grid").asText()).isEqualTo(GRID);
  }

  @Test
  void refusalForLoadIsTriedAgainUnderTheSameIdempotencyKey() {
    gateway
        .on(SUBMIT, 429, "{'detail': 'the queue is full'}", Map.of("Retry-After", "0"))
        .on(SUBMIT, 200, ended(true));

    assertThat(gateway.run("solve", GRID)).isEqualTo(0);
    assertThat(gateway.seen(SUBMIT)).hasSize(2);
    assertThat(gateway.seen(SUBMIT).get(0).headers().get("Idempotency-key"))
        .isEqualTo(gateway.seen(SUBMIT).get(1).headers().get("Idempotency-key"));
  }

  @Test
  void missingArgumentIsWrongUsage() {
    assertThat(gateway.run("solve")).isEqualTo(2);
    assertThat(gateway.run("solve", " ")).isEqualTo(2);
    assertThat(gateway.run("resolve", GRID)).isEqualTo(2);
    assertThat(gateway.seen()).isEmpty();
  }

  @Test
  void nobodyThereIsSaidPlainly() {
    String url = gateway.url();
    gateway.close();

    assertThat(gateway.run("solve", GRID)).isEqualTo(1);
    assertThat(gateway.err())
        .startsWith("trm: nothing answers at " + url + "; start it with ./trm up");
  }

  @Test
  void keyIsReadFromTheDataDirectory() throws IOException {
    Files.writeString(directory.resolve("key"), "key-of-the-file-01\n");
    gateway.on(SUBMIT, 200, ended(true));

    gateway.run(
        Map.of("TRM_URL", gateway.url(), "TRM_HOME", directory.toString()),
        false,
        "",
        "solve",
        GRID);

    assertThat(gateway.seen(SUBMIT).get(0).headers())
        .containsEntry("Authorization", "Bearer key-of-the-file-01");
  }

  @Test
  void missingKeyNamesTheFile() {
    Path home = directory.resolve("nothing");

    int exit = gateway.run(Map.of("TRM_HOME", home.toString()), false, "", "solve", GRID);

    assertThat(exit).isEqualTo(1);
    assertThat(gateway.err()).contains("TRM_KEY is not set").contains(home + "/key");
  }
}
