package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepCommandTest {
  private static final String SUBMIT = "POST /v1/sweeps";
  private static final String LOOK = "GET /v1/sweeps/s1";
  private static final String QUEUED =
      "{'id': 's1', 'model': 'small', 'runs': 2, 'states': {'QUEUED': 2}}";

  @TempDir Path directory;
  private CannedGateway gateway;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
    file =
        Files.writeString(
            directory.resolve("sweep.yaml"),
            "model: small\nover:\n  training.learningRate: [4e-3]\n  training.seed: [1, 2]\n");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static String ended(String states) {
    return "{'id': 's1', 'model': 'small', 'runs': 2, 'states': "
        + states
        + ", 'combinations': [{'values': {'training.learningRate': 0.004}, 'runs': [{}, {}],"
        + " 'accuracy': {'n': 2, 'mean': 0.5, 'low': 0.25, 'high': 0.75}, 'complete': true}],"
        + " 'best': {'values': {'training.learningRate': 0.004}}}";
  }

  @Test
  void yamlBecomesTheBodyAndFollowingShowsEachCombination() throws IOException {
    gateway.on(SUBMIT, 202, QUEUED);
    gateway.on(LOOK, 200, ended("{'SUCCEEDED': 2}"));

    assertThat(gateway.run("sweep", file.toString(), "--follow")).isEqualTo(0);
    assertThat(gateway.seen(SUBMIT).get(0).json().toString())
        .isEqualTo(
            "{\"model\":\"small\",\"over\":"
                + "{\"training.learningRate\":[0.004],\"training.seed\":[1,2]}}");
    assertThat(gateway.out())
        .contains("training.learningRate 0.004  2/2  50.0%           25.0% to 75.0%  best");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "promoted | {'SUCCEEDED': 2} | 0 | promoted small@5, now champion: because",
        "promoted | {'FAILED': 1, 'SUCCEEDED': 1} | 0 | promoted small@5, now champion: because",
        "refused | {'SUCCEEDED': 2} | 3 | nothing promoted: because",
        "refused | {'FAILED': 1, 'SUCCEEDED': 1} | 1 | nothing promoted: because",
        "pending | {'QUARANTINED': 1, 'SUCCEEDED': 1} | 1 | its gate decides when all runs have"
      })
  void theGatesVerdictIsShownAndIsTheExitCode(String state, String states, int code, String shown)
      throws IOException {
    gateway.on(SUBMIT, 202, QUEUED);
    gateway.on(LOOK, 200, decided(state, states));

    assertThat(gateway.run("sweep", file.toString(), "--follow")).isEqualTo(code);
    assertThat(gateway.out()).contains(shown);
    if (!state.equals("pending")) {
      assertThat(gateway.out()).contains("not passed, training.learningRate 0.004: too slow");
    }
  }

  @Test
  void whileTheGateHasNotDecidedThereIsMoreToFollow() throws IOException {
    gateway.on(SUBMIT, 202, decided("pending", "{'SUCCEEDED': 2}"));
    gateway.on(LOOK, 200, decided("promoted", "{'SUCCEEDED': 2}"));

    assertThat(gateway.run("sweep", file.toString(), "--follow")).isEqualTo(0);
    assertThat(gateway.seen(LOOK)).hasSize(1);
  }

  private static String decided(String state, String states) {
    return ended(states)
        .replaceFirst(
            "}$",
            ", 'decision': {'state': '"
                + state
                + "', 'version': 5, 'reason': 'because', 'combinations': [{'values':"
                + " {'training.learningRate': 0.004}, 'passed': false, 'reason': 'too slow'}]}}");
  }

  @Test
  void whatIsQueuedIsPrintedAsTheApiHasIt() {
    gateway.on(SUBMIT, 202, QUEUED);

    assertThat(gateway.run("sweep", "--json", file.toString())).isEqualTo(0);

    assertThat(gateway.out().strip()).isEqualTo(QUEUED.replace('\'', '"').replace(" ", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sweep", "train"})
  void helpTellsWhatTheFileHoldsAndTheOptions(String command) {
    assertThat(gateway.run(command, "--help")).isEqualTo(0);

    assertThat(gateway.out())
        .contains("The file holds the body of POST /v1/")
        .contains("FILE.yaml", "--follow", "--json");
  }

  @Test
  void aRunThatFailedFailsTheFollowedSweep() throws IOException {
    gateway.on(SUBMIT, 202, QUEUED);
    gateway.on(LOOK, 200, ended("{'FAILED': 1, 'SUCCEEDED': 1}"));

    assertThat(gateway.run("sweep", file.toString(), "--follow")).isEqualTo(1);
    assertThat(gateway.run("sweeps", "--cancel")).isEqualTo(2);
  }
}
