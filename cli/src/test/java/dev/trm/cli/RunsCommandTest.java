package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunsCommandTest {
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
  void stopWaitsUntilTheRunHasEndedAndSaysWhere() {
    gateway.on(
        "POST /v1/runs/r1/stop", 200, "{'id': 'r1', 'job': {'id': 'r1', 'state': 'RUNNING'}}");
    gateway.on("GET /v1/jobs/r1", 200, "{'id': 'r1', 'state': 'RUNNING'}");
    gateway.on(
        "GET /v1/jobs/r1",
        200,
        "{'id': 'r1', 'state': 'CANCELLED', 'reason': 'stopped by ada at step 7'}");

    assertThat(gateway.run("runs", "stop", "r1")).isEqualTo(0);
    assertThat(gateway.out()).isEqualTo("run r1 is CANCELLED: stopped by ada at step 7\n");
  }

  @Test
  void whatEndedBeforeItWasStoppedIsNoSuccess() {
    gateway.on("POST /v1/runs/r1/stop", 409, "{'detail': 'Run r1 had ended already'}");
    gateway.on(
        "POST /v1/runs/r2/stop", 200, "{'id': 'r2', 'job': {'id': 'r2', 'state': 'RUNNING'}}");
    gateway.on("GET /v1/jobs/r2", 200, "{'id': 'r2', 'state': 'SUCCEEDED'}");

    assertThat(gateway.run("runs", "stop", "r1")).isEqualTo(1);
    assertThat(gateway.run("runs", "stop", "r2")).isEqualTo(1);
    assertThat(gateway.err().lines())
        .containsExactly(
            "trm: Run r1 had ended already",
            "trm: run r2 ended before it could be stopped: it is SUCCEEDED");
  }

  @Test
  void resumeTellsTheNewRunAndWhereItGoesOn() {
    gateway.on("POST /v1/runs/r1/resume", 202, "{'id': 'r2', 'training': {'parent': {'step': 7}}}");
    gateway.on("GET /v1/runs/r2", 200, "{'id': 'r2'}");
    gateway.on("GET /v1/runs/r2", 200, "{'id': 'r2', 'sweep': 's1'}");

    assertThat(gateway.run("runs", "resume", "r1", "--checkpoint", "abc")).isEqualTo(0);
    assertThat(gateway.run("runs", "resume", "r1")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "run r2 is queued; it goes on from step 7",
            "run r2 is queued; it goes on from step 7, in the place of r1 in sweep s1");
    assertThat(gateway.seen("POST /v1/runs/r1/resume").get(0).body())
        .isEqualTo("{\"checkpoint\":\"abc\"}");
  }

  @Test
  void forkSendsOnlyWhatShallBeOtherwise() {
    gateway.on("POST /v1/runs/r1/fork", 202, "{'id': 'r2', 'training': {'parent': {'step': 7}}}");

    assertThat(gateway.run("runs", "fork", "r1", "--steps", "900", "--learning-rate", "0.01"))
        .isEqualTo(0);
    assertThat(gateway.seen("POST /v1/runs/r1/fork").get(0).body())
        .isEqualTo("{\"training\":{\"steps\":900,\"learningRate\":0.01}}");
  }

  @Test
  void aForkCanHaveAGateOfItsOwn() {
    gateway.on("POST /v1/runs/r1/fork", 202, "{'id': 'r2'}");

    assertThat(gateway.run("runs", "fork", "r1", "--gate", "better")).isEqualTo(0);
    assertThat(gateway.seen("POST /v1/runs/r1/fork").get(0).body())
        .isEqualTo("{\"training\":{},\"promotion\":{\"gate\":\"better\"}}");
  }

  @Test
  void comparedRunsAreTables() {
    gateway.on(
        "GET /v1/runs/compare",
        200,
        "{'runs': [{'id': 'r1', 'model': 'm', 'state': 'SUCCEEDED', 'version': 'm@1'},"
            + " {'id': 'r2', 'model': 'm', 'state': 'RUNNING'}],"
            + " 'differences': [{'field': 'training.learningRate', 'values': [0.004, 0.02]},"
            + " {'field': 'training.optimizer', 'values': ['adamAtan2', 'muon']},"
            + " {'field': 'training.steps', 'values': [600, null]}],"
            + " 'figures': [{'name': 'evaluation.checked.valid', 'values': [0.93125, null]}],"
            + " 'curves': [{'name': 'heldOut.accuracy', 'steps': [100, 200],"
            + " 'values': [[0.0, 0.5], [0.25, null]]}, {'name': 'loss', 'steps': [],"
            + " 'values': [[], []]}]}");

    assertThat(gateway.run("runs", "compare", "r1", "r2", "--names", "heldOut.accuracy,loss"))
        .isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "   RUN  STATE      MODEL",
            "A  r1   SUCCEEDED  m@1",
            "B  r2   RUNNING    m",
            "",
            "FIELD                  A          B",
            "training.learningRate  0.004000   0.0200",
            "training.optimizer     adamAtan2  muon",
            "training.steps         600        -",
            "",
            "FIGURE                    A       B",
            "evaluation.checked.valid  0.9313  -",
            "",
            "heldOut.accuracy AT STEP  A       B",
            "100                       0       0.2500",
            "200                       0.5000  -",
            "",
            "loss has no steps that all of them span");
  }

  @Test
  void oneRunCannotBeCompared() {
    assertThat(gateway.run("runs", "compare", "r1")).isEqualTo(2);
  }

  @Test
  void whatTheGatewayRefusesIsSaid() {
    gateway.on("POST /v1/runs/r1/resume", 409, "{'detail': 'Run r1 is RUNNING'}");

    assertThat(gateway.run("runs", "resume", "r1")).isEqualTo(1);
    assertThat(gateway.err()).contains("Run r1 is RUNNING");
  }
}
