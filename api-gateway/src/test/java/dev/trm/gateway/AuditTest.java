package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.trm.audit.ActionLink;
import dev.trm.audit.ExportedAnchor;
import dev.trm.audit.Finding;
import dev.trm.audit.InclusionProof;
import dev.trm.audit.VerifyKey;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobJson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers can verify, and that they are told when something is wrong. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class AuditTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject TestSolver solver;
  @Inject TestModels models;
  @Inject DataSource source;

  @BeforeEach
  void register() throws Exception {
    models.usual();
    solver.answer();
  }

  @Test
  void historyIsVerifiedAndSaysWhereItIsWrong() throws Exception {
    String id = solved();

    operator()
        .get("/v1/jobs/" + id + "/history")
        .then()
        .statusCode(200)
        .body("verified", equalTo(true))
        .body("findings", empty())
        .body("events", hasSize(3));

    try {
      execute("UPDATE job_event SET actor = actor || '!' WHERE seq = 2 AND job_id = '" + id + "'");
      operator()
          .get("/v1/jobs/" + id + "/history")
          .then()
          .statusCode(200)
          .body("verified", equalTo(false))
          .body("findings[0].kind", equalTo("EVENT_ALTERED"))
          .body("findings[0].seq", equalTo(2));
      List<String> lines = lines("/v1/audit/verify");
      assertThat(lines).anyMatch(line -> line.contains(id) && line.contains("EVENT_ALTERED"));
      assertThat(lines.get(lines.size() - 1)).contains("\"verified\":false");
    } finally {
      execute(
          "UPDATE job_event SET actor = rtrim(actor, '!') WHERE seq = 2 AND job_id = '" + id + "'");
    }
    assertThat(lines("/v1/audit/verify?since=2026-01-01T00:00:00Z"))
        .noneMatch(line -> line.contains(id));
  }

  @Test
  void proofAndExportHoldWithoutTheGateway() {
    String id = solved();
    await()
        .atMost(PATIENCE)
        .until(() -> operator().get("/v1/jobs/" + id + "/proof").statusCode() == 200);
    String publicKey = operator().get("/v1/audit/key").path("publicKey");

    InclusionProof proof =
        JobJson.read(
            JobJson.parse(operator().get("/v1/jobs/" + id + "/proof").asString()),
            InclusionProof.class);
    List<ExportedAnchor> export =
        lines("/v1/audit/anchors/export").stream()
            .map(line -> JobJson.read(JobJson.parse(line), ExportedAnchor.class))
            .toList();

    assertThat(proof.verify()).isEmpty();
    assertThat(proof.job()).hasToString(id);
    assertThat(proof.publicKey()).isEqualTo(publicKey);
    ExportedAnchor.Verified verified = ExportedAnchor.verify(export, new VerifyKey(publicKey));
    assertThat(verified.findings()).isEmpty();
    assertThat(verified.jobs()).isPositive();
    assertThat(verified.actions()).isPositive();
    List<ExportedAnchor> altered = export.stream().map(AuditTest::withAnotherOperator).toList();
    assertThat(ExportedAnchor.verify(altered, new VerifyKey(publicKey)).findings())
        .isNotEmpty()
        .allMatch(finding -> finding.kind() == Finding.Kind.ACTION_ALTERED);
    int size =
        operator()
            .get("/v1/audit/anchors?limit=1")
            .then()
            .statusCode(200)
            .extract()
            .path("anchors.size()");
    assertThat(size).isEqualTo(1);
  }

  private static ExportedAnchor withAnotherOperator(ExportedAnchor anchor) {
    return new ExportedAnchor(
        anchor.seq(),
        anchor.statement(),
        anchor.signature(),
        anchor.leaves(),
        anchor.actions().stream()
            .map(
                each ->
                    new ActionLink(
                        each.seq(),
                        each.micros(),
                        "mallory",
                        each.action(),
                        each.subject(),
                        each.detail(),
                        each.hash()))
            .toList());
  }

  @Test
  void replayIsANewJobWithTheRecordedWeights() {
    String id = solved();
    operator()
        .get("/v1/jobs/" + id)
        .then()
        .body("links.replay", equalTo("/v1/jobs/" + id + "/replay"));
    String of =
        operator()
            .header("Idempotency-Key", "replay-" + id)
            .post("/v1/jobs/" + id + "/replay")
            .then()
            .statusCode(202)
            .body("replayOf", equalTo(id))
            .body("model", equalTo("sudoku-4x4@1"))
            .extract()
            .path("id");

    assertThat(of).isNotEqualTo(id);
    operator()
        .header("Idempotency-Key", "replay-" + id)
        .post("/v1/jobs/" + id + "/replay")
        .then()
        .statusCode(202)
        .body("id", equalTo(of));
  }

  @Test
  void whoWaitsForAReplayIsAnsweredWithItsEnd() {
    String id = solved();

    operator()
        .header("Prefer", "wait=60")
        .post("/v1/jobs/" + id + "/replay")
        .then()
        .statusCode(200)
        .header("Preference-Applied", "wait=60")
        .body("replayOf", equalTo(id))
        .body("state", equalTo("SUCCEEDED"));
    operator()
        .header("Prefer", "wait=soon")
        .post("/v1/jobs/" + id + "/replay")
        .then()
        .statusCode(400)
        .body("errors[0].header", equalTo("Prefer"));
  }

  @Test
  void onlyWhatHasSucceededCanBeReplayedAndOnlyWhatHasEndedHasAProof() {
    solver.hold();
    String id = Calls.submit();
    operator().get("/v1/jobs/" + id).then().body("links.replay", nullValue());

    operator()
        .post("/v1/jobs/" + id + "/replay")
        .then()
        .statusCode(409)
        .body("detail", containsString("only a solve that has succeeded"));
    operator()
        .get("/v1/jobs/" + id + "/proof")
        .then()
        .statusCode(409)
        .body("detail", containsString("only one that has ended"));
    operator().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
  }

  @Test
  void exportsHoldWhatHappenedInATime() {
    Instant before = Instant.now().minusSeconds(1);
    String id = solved();
    String span = "?since=" + before + "&until=" + Instant.now().plusSeconds(60);

    assertThat(lines("/v1/exports/jobs" + span))
        .anyMatch(line -> line.contains(id) && line.contains("\"solved\":true"));
    assertThat(lines("/v1/exports/events" + span).stream().filter(line -> line.contains(id)))
        .hasSize(3)
        .allMatch(line -> line.contains("\"hash\""));
    assertThat(lines("/v1/exports/traces" + span))
        .anyMatch(line -> line.contains(id) && line.contains("\"cycles\""));
    String past = "?until=" + before;
    assertThat(lines("/v1/exports/jobs" + past)).noneMatch(line -> line.contains(id));
    operator().get("/v1/exports/jobs?until=x").then().statusCode(400);
  }

  private static String solved() {
    return Calls.json(puzzle(""))
        .header("Prefer", "wait=30")
        .post("/v1/solve-jobs")
        .then()
        .statusCode(200)
        .extract()
        .path("id");
  }

  private static List<String> lines(String path) {
    return operator().get(path).then().statusCode(200).extract().asString().lines().toList();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      statement.execute(sql);
      statement.execute("SET session_replication_role = DEFAULT");
    }
  }
}
