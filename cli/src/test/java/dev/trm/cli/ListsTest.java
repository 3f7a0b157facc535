package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListsTest {
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
  void jobsAreListedWithTheirOutcomes() {
    gateway.on(
        "GET /v1/jobs",
        200,
        "{'jobs': [{'id': 'a1', 'kind': 'solve', 'state': 'SUCCEEDED', 'model': 'm@champion',"
            + " 'queuedAt': 'then', 'result': {'solved': true, 'cycles': 3}},"
            + " {'id': 'a2', 'kind': 'train', 'state': 'FAILED', 'model': 'm', 'queuedAt': 'then',"
            + " 'failure': {'message': 'loss is NaN'}}]}");

    assertThat(gateway.run("jobs")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "JOB  KIND   STATE      MODEL       QUEUED  OUTCOME",
            "a1   solve  SUCCEEDED  m@champion  then    solved in 3 cycles",
            "a2   train  FAILED     m           then    loss is NaN");
  }

  @Test
  void runsAreListedWithTheirNewestFigures() {
    gateway.on(
        "GET /v1/runs",
        200,
        "{'runs': [{'id': 'r1', 'job': {'state': 'RUNNING', 'model': 'm', 'queuedAt': 'then',"
            + " 'progress': {'step': 20}, 'training': {'training': {'steps': 600}}},"
            + " 'latest': {'loss': {'step': 20, 'value': 1.5}}}]}");

    assertThat(gateway.run("runs")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "RUN  STATE    MODEL  QUEUED  STEP    LOSS   HELD OUT RIGHT",
            "r1   RUNNING  m      then    20/600  1.500");
  }

  @Test
  void modelsAreListedWithTheirAliases() {
    gateway.on(
        "GET /v1/models",
        200,
        "{'models': [{'name': 'm', 'latest': 3, 'aliases': {'champion': 2, 'next': 3}}]}");

    assertThat(gateway.run("models")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly("MODEL  LATEST  ALIASES", "m      3       champion=2, next=3");
  }

  @Test
  void wrongKeyTellsWhereKeysComeFrom() {
    gateway.on("GET /v1/models", 401, "{'detail': 'no such key'}");

    assertThat(gateway.run("models")).isEqualTo(1);
    assertThat(gateway.err()).startsWith("trm: no such key; is TRM_KEY");
  }

  @Test
  void somethingElseAtTheAddressIsSaid() {
    gateway.on("GET /v1/models", 200, "<html>");

    assertThat(gateway.run("models")).isEqualTo(1);
    assertThat(gateway.err()).contains("does not speak JSON");
  }
}
