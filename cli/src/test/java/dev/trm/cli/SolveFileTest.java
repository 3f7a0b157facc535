package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of puzzles, which are solved in batches. */
class SolveFileTest {
  private static final String BATCH = "POST /v1/solve-jobs/batch";
  private static final String RESULTS = "GET /v1/batches/b1/results";
  private static final List<String> GRIDS = grids();

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

  private static List<String> grids() {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 7);
    return Stream.generate(() -> generator.withGivens(8).puzzle().toString()).limit(4).toList();
  }

  private static String result(int line, boolean solved) {
    return "{'line': "
        + line
        + ", 'job': 'j"
        + line
        + "', 'state': 'SUCCEEDED', 'puzzle': {'kind': 'sudoku', 'grid': '"
        + GRIDS.get(line - 1)
        + "'}, 'result': {'grid': 'answer-"
        + line
        + "', 'solved': "
        + solved
        + ", 'cycles': 2, 'haltProbability': 0.987, 'model': 'm@3'}}\n";
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("puzzles.txt"), text);
  }

  @Test
  void answersComeInOrderAndTheEndNamesFileAndLineOfEachThatWasNotSolved() throws IOException {
    Path file =
        file(
            String.join("\n", "Grid 01", GRIDS.get(0), "12z4123412341234", GRIDS.get(1), "")
                + "\n// the last two\n"
                + GRIDS.get(2)
                + "\n"
                + GRIDS.get(3)
                + "\n");
    gateway
        .on(BATCH, 202, "{'id': 'b1', 'accepted': 4, 'problems': []}")
        .on(RESULTS, 200, "")
        .on(RESULTS, 200, result(1, true) + result(2, false))
        .on(
            RESULTS,
            200,
            "{'line': 3, 'job': 'j3', 'state': 'FAILED', 'failure': {'code': 'X', 'message': 'bad"
                + " luck', 'retryable': false}}\n"
                + result(4, true));

    assertThat(gateway.run("solve", file.toString())).isEqualTo(1);

    assertThat(gateway.out().lines())
        .containsExactly(
            "answer-1  checked and solved in 2 cycles (halt probability 0.987) by m@3",
            "answer-2  not solved in 2 cycles (halt probability 0.987) by m@3",
            "-",
            "answer-4  checked and solved in 2 cycles (halt probability 0.987) by m@3",
            "2 of 5 solved");
    assertThat(gateway.err().lines())
        .containsExactly(
            file + ":3: 'z' in cell 3 is no symbol of a 4×4 grid",
            file + ":4: not solved in 2 cycles (halt probability 0.987) by m@3",
            file + ":7: job j3 failed: bad luck (X)");
    assertThat(gateway.seen(RESULTS))
        .extracting(CannedGateway.Seen::query)
        .containsExactly("endedAfter=0", "endedAfter=0", "endedAfter=2");
    assertThat(gateway.seen(BATCH)).hasSize(1);
    assertThat(gateway.seen(BATCH).get(0).headers())
        .containsEntry("Content-type", "application/x-ndjson")
        .containsKey("Idempotency-key");
    assertThat(gateway.seen(BATCH).get(0).body().lines())
        .hasSize(4)
        .first()
        .isEqualTo(
            "{\"puzzle\":{\"kind\":\"sudoku\",\"grid\":\"" + GRIDS.get(0) + "\"},\"options\":{}}");
  }

  @Test
  void whatTheGatewayRefusesIsNamedByTheFilesLine() throws IOException {
    Path file = file("\n" + GRIDS.get(0) + "\n" + GRIDS.get(1) + "\n");
    gateway
        .on(
            BATCH,
            202,
            "{'id': 'b1', 'accepted': 1, 'problems': [{'line': 2, 'detail': 'no room'}]}")
        .on(RESULTS, 200, result(1, true));

    assertThat(gateway.run("solve", file.toString())).isEqualTo(3);
    assertThat(gateway.out()).endsWith("1 of 2 solved\n");
    assertThat(gateway.err().strip()).isEqualTo(file + ":3: no room");
  }

  /** The answers to the batches before would be lost with it. */
  @Test
  void aBatchOfWhichNoLineIsTakenEndsNothing() throws IOException {
    Path file = file((GRIDS.get(0) + "\n").repeat(1000) + GRIDS.get(1) + "\n" + GRIDS.get(2));
    gateway
        .on(BATCH, 202, "{'id': 'b1', 'accepted': 1, 'problems': []}")
        .on(
            BATCH,
            422,
            "{'type': 'urn:trm:problem:bad-lines', 'title': 'No line can be taken', 'status': 422,"
                + " 'detail': 'none', 'errors': [{'detail': 'line 1: no model takes it'}]}")
        .on(RESULTS, 200, result(1, true));

    assertThat(gateway.run("solve", file.toString())).isEqualTo(3);
    assertThat(gateway.out()).contains("answer-1").endsWith("1 of 3 solved\n");
    assertThat(gateway.err().lines())
        .containsExactly(
            file + ":1001: no model takes it", file + ":1002: refused, as all of the 2 lines sent");
  }

  @Test
  void programsGetALineOfJsonForEachPuzzleAndEachLineThatIsNone() throws IOException {
    Path file = file(GRIDS.get(0) + "\n5\n12341\n" + GRIDS.get(1) + "\n");
    gateway
        .on(BATCH, 202, "{'id': 'b1', 'accepted': 2, 'problems': []}")
        .on(RESULTS, 200, result(1, true) + result(2, true));

    assertThat(gateway.run("solve", file.toString(), "--json")).isEqualTo(3);

    List<String> lines = gateway.out().lines().toList();
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(lines.get(0)).path("line").asInt()).isEqualTo(3);
    assertThat(json.readTree(lines.get(0)).path("problem").asText()).contains("has 5 cells");
    assertThat(json.readTree(lines.get(1)).at("/result/grid").asText()).isEqualTo("answer-1");
    assertThat(json.readTree(lines.get(2)).path("line").asInt()).isEqualTo(4);
    assertThat(gateway.err()).startsWith("trm: 2 of 3 solved\n");
  }

  @Test
  void progressIsForTerminals() throws IOException {
    Path file = file(GRIDS.get(0) + "\n" + GRIDS.get(1) + "\n");
    gateway
        .on(BATCH, 202, "{'id': 'b1', 'accepted': 2, 'problems': []}")
        .on(RESULTS, 200, result(1, true))
        .on(RESULTS, 200, result(2, true));

    assertThat(gateway.runOnTerminal("solve", file.toString())).isZero();
    assertThat(gateway.out())
        .contains("]   0%  0 of 2", "]  50%  1 of 2")
        .endsWith("\r2 of 2 solved\n");
  }

  @Test
  void manyPuzzlesGoInSeveralBatchesOfWhichTwoAreSubmittedAtOnce() throws IOException {
    Path file = file((GRIDS.get(0) + "\n").repeat(2_500));
    gateway
        .on(BATCH, 202, "{'id': 'b1', 'accepted': 1, 'problems': []}")
        .on(BATCH, 202, "{'id': 'b2', 'accepted': 1, 'problems': []}")
        .on(BATCH, 202, "{'id': 'b3', 'accepted': 1, 'problems': []}");
    for (int batch = 1; batch <= 3; batch++) {
      gateway.on("GET /v1/batches/b" + batch + "/results", 200, result(1, true));
    }

    assertThat(gateway.run("solve", file.toString())).isZero();
    assertThat(gateway.seen())
        .extracting(CannedGateway.Seen::call)
        .containsExactly(
            BATCH,
            BATCH,
            RESULTS,
            BATCH,
            "GET /v1/batches/b2/results",
            "GET /v1/batches/b3/results");
    assertThat(gateway.seen(BATCH).get(2).body().lines()).hasSize(500);
  }

  @Test
  void missingFilesDirectoriesAndFilesWithoutAPuzzleAreToldApart() throws IOException {
    Path missing = directory.resolve("none.txt");
    Path prose = file("Dear all,\nthese are 2 lines.\n");

    assertThat(gateway.run("solve", missing.toString())).isEqualTo(2);
    assertThat(gateway.err()).contains("there is no file '" + missing + "'");
    assertThat(gateway.run("solve", directory.toString())).isEqualTo(2);
    assertThat(gateway.err()).contains("'" + directory + "' is a directory; name a file in it");
    assertThat(gateway.run("solve", prose.toString())).isEqualTo(2);
    assertThat(gateway.err())
        .contains("'" + prose + "' has no puzzle that can be read. Understood");
    assertThat(gateway.run("solve", GRIDS.get(0).substring(1))).isEqualTo(2);
    assertThat(gateway.err()).contains("and it is no puzzle", "has 15 cells");
    assertThat(gateway.seen()).isEmpty();
  }

  @Test
  void tasksAreNotLostInSilence() throws IOException {
    Path file =
        file(
            "{\"aa\": {\"train\": [{\"input\": [[1]], \"output\": [[2]]}], \"test\": [{\"input\":"
                + " [[3]]}]}}");

    assertThat(gateway.run("solve", file.toString())).isEqualTo(2);
    assertThat(gateway.err()).contains(":1: task 'aa' is an ARC task; ./trm arc solve FILE");
  }

  /**
   * Ctrl-C sends SIGINT, which a build in the background ignores together with its children. Both
   * signals run the same shutdown hook.
   */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void interruptCancelsWhatWasSubmitted() throws Exception {
    Path file = file(GRIDS.get(0) + "\n" + GRIDS.get(1) + "\n");
    gateway
        .on(BATCH, 202, "{'id': 'b1', 'accepted': 2, 'problems': []}")
        .on(RESULTS, 200, result(1, true))
        .on(RESULTS, 200, "")
        .on("POST /v1/jobs/cancel", 200, "{'done': 1}");
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.trm.cli.Trm",
            "solve",
            file.toString());
    command.environment().putAll(Map.of("TRM_URL", gateway.url(), "TRM_KEY", CannedGateway.KEY));
    Process process = command.redirectErrorStream(true).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).startsWith("answer-1");

      new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid())).start().waitFor();

      assertThat(out.readLine()).isEqualTo("trm: cancelled 2 jobs");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
    assertThat(gateway.seen("POST /v1/jobs/cancel"))
        .extracting(CannedGateway.Seen::body)
        .containsExactly(
            "{\"state\":\"QUEUED\",\"batch\":\"b1\",\"limit\":1000}",
            "{\"state\":\"RUNNING\",\"batch\":\"b1\",\"limit\":1000}");
  }
}
