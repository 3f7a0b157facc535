package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final String SUBMIT = "POST /v1/training-jobs";
  private static final String LOOK = "GET /v1/jobs/r1";
  private static final String QUEUED = "{'id': 'r1', 'state': 'QUEUED'}";
  private static final String RUNNING =
      "{'id': 'r1', 'state': 'RUNNING', 'progress': {'step': 150, 'steps': 600, 'loss': 1.25,"
          + " 'exactAccuracy': 0.5, 'heldOut.exactAccuracy.checked': 0.25, 'stepsPerSecond': 5}}";

  @TempDir Path directory;
  private CannedGateway gateway;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
    file =
        Files.writeString(
            directory.resolve("small.yaml"),
            "model: small\ndataset:\n  size: 4\ntraining:\n  learningRate: 4e-3\n  steps: 600\n");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static String ended(boolean promoted, String gate) {
    return "{'id': 'r1', 'state': 'SUCCEEDED', 'training': {'promotion': {'gate': '"
        + gate
        + "'}}, 'result': {'model': 'small@2', 'promoted': "
        + promoted
        + ", 'promotion': 'because'}}";
  }

  @Test
  void yamlBecomesTheBody() throws IOException {
    gateway.on(SUBMIT, 202, QUEUED);

    assertThat(gateway.run("train", file.toString())).isEqualTo(0);
    assertThat(gateway.seen(SUBMIT).get(0).json().toString())
        .isEqualTo(
            "{\"model\":\"small\",\"dataset\":{\"size\":4},"
                + "\"training\":{\"learningRate\":0.004,\"steps\":600}}");
    assertThat(gateway.out()).contains("run r1 is queued");
  }

  @Test
  void followedRunShowsItsFiguresAndItsOutcome() {
    gateway.on(SUBMIT, 202, QUEUED).on(LOOK, 200, RUNNING).on(LOOK, 200, ended(true, "better"));

    assertThat(gateway.run("train", file.toString(), "--follow")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "  0%  queued",
            " 25%  step 150/600  loss 1.250  exact 50.0%  held out 25.0%  5.0 steps/s  ETA 1:30",
            "registered small@2, now champion: because");
  }

  @Test
  void anEarlyEndIsToldWithItsReason() {
    gateway.on(
        SUBMIT,
        200,
        "{'id': 'r1', 'state': 'SUCCEEDED', 'result': {'model': 'small@2', 'promoted': true,"
            + " 'promotion': 'because', 'stoppedEarly': {'reason': 'plateau', 'step': 300,"
            + " 'weightsStep': 200, 'message': 'no better'}}}");

    assertThat(gateway.run("train", file.toString(), "--follow")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .endsWith(
            "stopped early at step 300: no better", "registered small@2, now champion: because");
  }

  @Test
  void onATerminalOneLineIsWrittenOver() {
    gateway.on(SUBMIT, 202, QUEUED).on(LOOK, 200, RUNNING).on(LOOK, 200, ended(true, "better"));

    gateway.runOnTerminal("train", file.toString(), "--follow");

    assertThat(gateway.out())
        .contains("\r[------------------------]   0%  queued")
        .contains("\r[######------------------]  25%  step 150/600");
  }

  @Test
  void gateNotPassedIsExitCodeThree() {
    gateway.on(SUBMIT, 200, ended(false, "better"));

    assertThat(gateway.run("train", file.toString(), "--follow")).isEqualTo(3);
    assertThat(gateway.out()).contains("registered small@2, not promoted: because");
  }

  @Test
  void withoutAGateNothingHasToBePassed() {
    gateway.on(SUBMIT, 200, ended(false, "never"));

    assertThat(gateway.run("train", file.toString(), "--follow")).isEqualTo(0);
  }

  @Test
  void cancelledRunIsExitCodeOne() {
    gateway.on(SUBMIT, 200, "{'id': 'r1', 'state': 'CANCELLED'}");
    gateway.on("GET /v1/runs/r1/checkpoints", 200, "{'checkpoints': []}");

    assertThat(gateway.run("train", file.toString(), "--follow")).isEqualTo(1);
    assertThat(gateway.err().strip()).isEqualTo("trm: job r1 was cancelled");
  }

  @Test
  void whoStoppedAFollowedRunAndHowItGoesOnIsSaid() {
    gateway.on(SUBMIT, 202, QUEUED);
    gateway.on(
        LOOK,
        200,
        "{'id': 'r1', 'state': 'CANCELLED', 'reason': 'stopped by ada; checkpoint c is of step 7'}");
    gateway.on("GET /v1/runs/r1/checkpoints", 200, "{'checkpoints': [{'resumable': true}]}");

    assertThat(gateway.run("train", file.toString(), "--follow")).isEqualTo(1);
    assertThat(gateway.err().lines())
        .containsExactly(
            "trm: job r1 is CANCELLED: stopped by ada; checkpoint c is of step 7",
            "trm: ./trm runs resume r1 goes on with it");
  }

  @Test
  void brokenYamlNamesFileAndLine() throws IOException {
    Files.writeString(file, "model: small\ndataset: [4\n");

    assertThat(gateway.run("train", file.toString())).isEqualTo(2);
    assertThat(gateway.err()).contains("small.yaml' is neither YAML nor JSON: line 2");
  }

  @Test
  void missingFileIsWrongUsage() {
    assertThat(gateway.run("train", directory.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(gateway.err()).contains("there is no file '").contains("none.yaml'");
  }
}
