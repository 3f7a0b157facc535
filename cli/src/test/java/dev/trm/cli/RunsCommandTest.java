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
  void resumeTellsTheNewRunAndWhereItGoesOn() {
    gateway.on("POST /v1/runs/r1/resume", 202, "{'id': 'r2', 'training': {'parent': {'step': 7}}}");

    assertThat(gateway.run("runs", "resume", "r1", "--checkpoint", "abc")).isEqualTo(0);
    assertThat(gateway.out()).isEqualTo("run r2 is queued; it goes on from step 7\n");
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
  void whatTheGatewayRefusesIsSaid() {
    gateway.on("POST /v1/runs/r1/resume", 409, "{'detail': 'Run r1 is RUNNING'}");

    assertThat(gateway.run("runs", "resume", "r1")).isEqualTo(1);
    assertThat(gateway.err()).contains("Run r1 is RUNNING");
  }
}
