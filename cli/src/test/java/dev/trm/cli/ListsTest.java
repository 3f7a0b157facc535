package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            + " 'failure': {'message': 'loss is NaN'}}, {'id': 'a3', 'kind': 'solve',"
            + " 'state': 'RUNNING', 'model': 'm@1', 'queuedAt': 'then', 'worker': 'w',"
            + " 'leaseUntil': 'soon'}]}");

    assertThat(gateway.run("jobs")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "JOB  KIND   STATE      MODEL       QUEUED  OUTCOME",
            "a1   solve  SUCCEEDED  m@champion  then    solved in 3 cycles",
            "a2   train  FAILED     m           then    loss is NaN",
            "a3   solve  RUNNING    m@1         then    held by w until soon");
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
            "RUN  STATE    MODEL  QUEUED  STEP    LOSS   HELD OUT RIGHT  LINEAGE",
            "r1   RUNNING  m      then    20/600  1.500");
  }

  @Test
  void runsAreListedPageByPage() throws IOException {
    gateway.on("GET /v1/runs", 200, "{'runs': [{'id': 'r2'}], 'next': 'r2'}");
    gateway.on("GET /v1/runs", 200, "{'runs': [{'id': 'r1'}]}");

    assertThat(gateway.run("runs", "--limit", "1", "--state", "failed")).isEqualTo(0);
    assertThat(gateway.err()).isEqualTo("older entries follow; add --cursor r2 to list them\n");
    assertThat(gateway.run("runs", "--limit", "1", "--state", "failed", "--cursor", "r2"))
        .isEqualTo(0);
    assertThat(gateway.seen("GET /v1/runs"))
        .extracting(CannedGateway.Seen::query)
        .containsExactly("limit=1&state=failed", "limit=1&cursor=r2&state=failed");
  }

  @Test
  void runsAreListedWithTheirSweepAndWhatTheyGoOnFromAndAs() {
    gateway.on(
        "GET /v1/runs",
        200,
        "{'runs': [{'id': 'r3', 'goesOnFrom': {'run': 'r2', 'checkpoint': 'c', 'step': 40},"
            + " 'sweep': 's1'}, {'id': 'r2', 'goesOnFrom': {'checkpoint': 'c'},"
            + " 'goesOnAs': 'r3'}]}");

    assertThat(gateway.run("runs")).isEqualTo(0);
    assertThat(gateway.out())
        .contains("  sweep s1, from r2 at step 40\n")
        .contains("  from checkpoint c, goes on as r3\n");
  }

  @Test
  void sweepsAreListedWithTheirDecisions() {
    gateway.on(
        "GET /v1/sweeps",
        200,
        "{'sweeps': [{'id': 's2', 'model': 'm', 'createdAt': 'then', 'submittedBy': 'ada',"
            + " 'decision': {'state': 'promoted', 'version': 7}}, {'id': 's1', 'model': 'm',"
            + " 'createdAt': 'then', 'submittedBy': 'ada', 'decision': {'state': 'pending'}},"
            + " {'id': 's0', 'model': 'm', 'createdAt': 'then', 'submittedBy': 'ada'}]}");

    assertThat(gateway.run("sweeps")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "SWEEP  MODEL  SUBMITTED  BY   DECISION",
            "s2     m      then       ada  promoted m@7",
            "s1     m      then       ada  pending",
            "s0     m      then       ada");
  }

  @Test
  void aliasesAreMovedAndRolledBack() throws IOException {
    String answer = "{'name': 'm', 'aliases': {'champion': 2, 'next': 3}}";
    gateway.on("PUT /v1/models/m/aliases/champion", 200, answer);
    gateway.on("PUT /v1/models/m/aliases/next", 200, answer);
    gateway.on("POST /v1/models/m/rollback", 200, answer);

    assertThat(gateway.run("models", "promote", "m", "2", "--reason", "fewer cycles")).isEqualTo(0);
    assertThat(gateway.run("models", "promote", "m", "3", "--alias", "next")).isEqualTo(0);
    assertThat(gateway.run("models", "rollback", "m")).isEqualTo(0);

    assertThat(gateway.out().lines()).hasSize(3).containsOnly("m: champion=2, next=3");
    assertThat(gateway.seen("PUT /v1/models/m/aliases/champion").get(0).body())
        .isEqualTo("{\"version\":2,\"reason\":\"fewer cycles\"}");
    assertThat(gateway.seen("PUT /v1/models/m/aliases/next").get(0).body())
        .isEqualTo("{\"version\":3}");
    assertThat(gateway.seen("POST /v1/models/m/rollback").get(0).body())
        .isEqualTo("{\"alias\":\"champion\"}");
  }

  @Test
  void modelsOwnerAndGateAreSet(@TempDir Path directory) throws IOException {
    gateway.on("PUT /v1/models/m/policy", 200, "{'name': 'm', 'owner': 'ada', 'gate': {}}");
    Path gate = Files.writeString(directory.resolve("gate.yaml"), "evaluation: {name: ours}\n");

    assertThat(gateway.run("models", "policy", "m", "--owner", "ada", "--gate", gate.toString()))
        .isEqualTo(0);

    assertThat(gateway.out())
        .isEqualToIgnoringNewLines(
            "m belongs to ada; trainings of other keys are promoted by its gate");
    assertThat(gateway.seen("PUT /v1/models/m/policy").get(0).body())
        .isEqualTo("{\"owner\":\"ada\",\"gate\":{\"evaluation\":{\"name\":\"ours\"}}}");
  }

  @Test
  void whatCannotBeRolledBackIsSaid() {
    gateway.on("POST /v1/models/m/rollback", 409, "{'detail': 'has no earlier version'}");

    assertThat(gateway.run("models", "rollback", "m")).isEqualTo(1);
    assertThat(gateway.err()).contains("has no earlier version");
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
