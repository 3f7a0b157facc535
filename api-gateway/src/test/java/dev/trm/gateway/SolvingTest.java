package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static dev.trm.gateway.Calls.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class SolvingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** By hand: the only solution of the usual puzzle. */
  private static final String SOLUTION = "1234432121433412";

  @Inject TestSolver solver;
  @Inject TestModels models;

  @BeforeEach
  void register() throws Exception {
    models.usual();
    solver.answer();
  }

  @Test
  void submittedPuzzleIsStoredThenSolvedWithATraceAndAHistory() {
    String id = submit();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> operator().get("/v1/jobs/" + id).then().body("state", equalTo("SUCCEEDED")));

    JsonPath job = operator().get("/v1/jobs/" + id).then().statusCode(200).extract().jsonPath();
    assertThat(job.getString("model")).isEqualTo("sudoku-4x4@champion");
    assertThat(job.getString("kind")).isEqualTo("solve");
    assertThat(job.getString("result.grid")).isEqualTo(SOLUTION);
    assertThat(job.getString("queuedAt")).startsWith("20").endsWith("Z");
    operator()
        .get("/v1/jobs/" + id + "/trace")
        .then()
        .statusCode(200)
        .body("cycles.cycle", equalTo(List.of(1, 2)))
        .body("cycles[0].grid", equalTo(Calls.GRID))
        .body("cycles[0].changed", hasSize(0))
        .body("cycles[0].broken", hasSize(10))
        .body("cycles[0].confidence", hasSize(16))
        .body("cycles[1].grid", equalTo(SOLUTION))
        .body("cycles[1].changed", hasSize(10))
        .body("cycles[1].broken", hasSize(0))
        .body("cycles[0].haltProbability", equalTo(0.5f))
        .body("cycles[1].micros", equalTo(250));
    operator()
        .get("/v1/jobs/" + id + "/history")
        .then()
        .statusCode(200)
        .body("events.to", equalTo(List.of("QUEUED", "RUNNING", "SUCCEEDED")))
        .body("events.hash", everyItem(notNullValue()));
  }

  @Test
  void traceOfASearchNamesTheAttemptOfEachCycleAndGivesOneAloneWhereItIsAsked() {
    JsonPath job =
        json(puzzle(", \"options\": {\"search\": {\"attempts\": 4, \"budget\": 40, \"seed\": 7}}"))
            .header("Prefer", "wait=60")
            .post("/v1/solve-jobs")
            .then()
            .statusCode(200)
            .body("result.search.attempts", equalTo(2))
            .body("result.search.mostAttempts", equalTo(4))
            .body("result.search.solvedBy", equalTo(2))
            .body("result.search.variation.kind", equalTo("symmetry"))
            .body("result.search.seed", equalTo(7))
            .extract()
            .jsonPath();
    String trace = "/v1/jobs/" + job.getString("id") + "/trace";

    operator()
        .get(trace)
        .then()
        .body("cycles.attempt", equalTo(List.of(1, 2, 2)))
        .body("cycles.cycle", equalTo(List.of(1, 1, 2)));
    operator()
        .get(trace + "?attempt=2")
        .then()
        .body("cycles.cycle", equalTo(List.of(1, 2)))
        .body("cycles[0].changed", hasSize(0))
        .body("cycles[1].changed", hasSize(10));
    operator().get(trace + "?attempt=3").then().body("cycles", hasSize(0));
    operator().get(trace + "?attempt=0").then().statusCode(400);
  }

  @Test
  void waitAnswersWithTheFinishedJob() {
    json(puzzle(""))
        .header("Prefer", "respond-async, wait=60")
        .post("/v1/solve-jobs")
        .then()
        .statusCode(200)
        .header("Preference-Applied", "wait=60")
        .header("Location", containsString("/v1/jobs/"))
        .body("state", equalTo("SUCCEEDED"))
        .body("result.solved", equalTo(true));
  }

  @Test
  void waitThatRunsOutAnswersWithTheJobAsItIs() {
    solver.hold();
    String id =
        json(puzzle(""))
            .header("Prefer", "wait=1")
            .post("/v1/solve-jobs")
            .then()
            .statusCode(202)
            .header("Preference-Applied", "wait=1")
            .extract()
            .path("id");
    operator().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
  }

  @Test
  void longerWaitsThanAllowedAreCut() {
    json(puzzle(""))
        .header("Prefer", "wait=100000")
        .post("/v1/solve-jobs")
        .then()
        .statusCode(200)
        .header("Preference-Applied", "wait=60");
  }

  @Test
  void sameKeyAndBodyAnswerWithTheSameJobAndAnotherBodyIsRefused() {
    String key = UUID.randomUUID().toString();
    String first = submitWith(key, puzzle(""));

    assertThat(submitWith(key, puzzle(""))).isEqualTo(first);
    json(puzzle(", \"options\": {\"trace\": \"none\"}"))
        .header("Idempotency-Key", key)
        .post("/v1/solve-jobs")
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("errors[0].header", equalTo("Idempotency-Key"))
        .body("detail", containsString(key));
    assertThat(submitWith(UUID.randomUUID().toString(), puzzle(""))).isNotEqualTo(first);
  }

  @Test
  void cancelledJobEndsAndIsRunAgainByRetryOnce() {
    solver.hold();
    String id = submit();
    operator().post("/v1/jobs/" + id + "/retry").then().statusCode(409);

    operator()
        .post("/v1/jobs/" + id + "/cancel")
        .then()
        .statusCode(200)
        .body("state", equalTo("CANCELLED"));

    String key = UUID.randomUUID().toString();
    String again = retry(id, key);
    assertThat(retry(id, key)).isEqualTo(again);
    operator().get("/v1/jobs/" + again).then().body("retryOf", equalTo(id));
    operator().post("/v1/jobs/" + again + "/cancel").then().statusCode(200);
  }

  @Test
  void jobsAreListedByFilterInPagesNewestFirst() {
    UUID batch = batch("{\"kind\": \"sudoku\", \"grid\": \"" + Calls.GRID + "\"}\n", 5);

    JsonPath first = page(batch, "");
    JsonPath second = page(batch, "&cursor=" + first.getString("next"));
    JsonPath third = page(batch, "&cursor=" + second.getString("next"));

    assertThat(first.getList("jobs")).hasSize(2);
    assertThat(third.getList("jobs")).hasSize(1);
    assertThat(third.getString("next")).isNull();
    assertThat(first.getString("jobs[0].id")).isGreaterThan(third.getString("jobs[0].id"));
    operator()
        .get("/v1/jobs?kind=solve&model=sudoku-4x4@champion&since=2020-01-01T00:00:00Z")
        .then()
        .statusCode(200)
        .body("jobs.kind", hasItem("solve"));
    operator()
        .get("/v1/jobs?kind=solve&since=2999-01-01T00:00:00Z")
        .then()
        .body("jobs", hasSize(0));
  }

  @Test
  void batchTakesGoodLinesTellsOfBadOnesAndGivesResultsInOrder() {
    String body =
        """
        {"kind": "sudoku", "grid": "1.3...2..1...4.2"}
        {"kind": "sudoku", "grid": "113...2..1...4.2"}

        not JSON
        {"puzzle": {"kind": "sudoku", "grid": "1.3...2..1...4.2"}, "options": {"trace": "none"}}
        """
            + "\""
            + "x".repeat(5000)
            + "\"\n";
    String key = UUID.randomUUID().toString();

    JsonPath batch = upload(key, body);

    assertThat(batch.getInt("accepted")).isEqualTo(2);
    assertThat(batch.getInt("refused")).isEqualTo(3);
    assertThat(batch.<Integer>getList("problems.line")).containsExactly(2, 4, 6);
    assertThat(batch.getString("problems[0].pointer")).isEqualTo("/puzzle/grid");
    assertThat(batch.getString("problems[0].detail")).contains("1 twice in row 1");
    String id = batch.getString("id");
    assertThat(upload(key, body).getString("id")).isEqualTo(id);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                operator()
                    .get("/v1/batches/" + id)
                    .then()
                    .body("finished", equalTo(true))
                    .body("states.SUCCEEDED", equalTo(2)));
    List<String> lines =
        operator()
            .get("/v1/batches/" + id + "/results")
            .then()
            .statusCode(200)
            .contentType(startsWith("application/x-ndjson"))
            .extract()
            .asString()
            .lines()
            .toList();
    assertThat(lines).hasSize(2);
    assertThat(JsonPath.from(lines.get(0)).getInt("line")).isEqualTo(1);
    assertThat(JsonPath.from(lines.get(1)).getInt("line")).isEqualTo(5);
    assertThat(JsonPath.from(lines.get(1)).getString("result.grid")).isEqualTo(SOLUTION);
  }

  @Test
  void batchTakesPuzzlesInTheFormsThatPeopleWrite() {
    String rows = "Grid 01\n1.3.\n..2.\n.1..\n.4.2\n\n12z4\n\nGrid 02\n1.3...2..1...4.2\n";
    String table = "puzzle,solution\n1.3...2..1...4.2,\n2.3...2..1...4.2,\n";
    String key = UUID.randomUUID().toString();

    JsonPath drawn = upload(key, "text/plain", rows);
    JsonPath tabled = upload(UUID.randomUUID().toString(), "text/csv", table);

    assertThat(drawn.getInt("accepted")).isEqualTo(2);
    assertThat(drawn.<Integer>getList("problems.line")).containsExactly(7);
    assertThat(upload(key, "text/plain", rows).getString("id")).isEqualTo(drawn.getString("id"));
    assertThat(tabled.getInt("accepted")).isEqualTo(1);
    assertThat(tabled.<Integer>getList("problems.line")).containsExactly(3);
    assertThat(tabled.getString("problems[0].detail")).contains("has no solution");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(endedAfter(drawn.getString("id"), 0)).containsExactly(2, 10));
    assertThat(endedAfter(drawn.getString("id"), 2)).containsExactly(10);
    assertThat(endedAfter(drawn.getString("id"), 10)).isEmpty();
  }

  @Test
  void resultsThatHaveEndedStopBeforeTheFirstThatHasNot() {
    String good = "{\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"}\n";
    String late =
        "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"},"
            + " \"options\": {\"delay\": \"PT1H\"}}\n";
    String id = upload(UUID.randomUUID().toString(), good + late + good).getString("id");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> operator().get("/v1/batches/" + id).then().body("states.SUCCEEDED", equalTo(2)));
    assertThat(endedAfter(id, 0)).containsExactly(1);
    json("{\"state\": \"QUEUED\", \"batch\": \"" + id + "\"}")
        .post("/v1/jobs/cancel")
        .then()
        .statusCode(200)
        .body("done", equalTo(1));
    assertThat(endedAfter(id, 1)).containsExactly(2, 3);
    operator().get("/v1/batches/" + id + "/results?endedAfter=x").then().statusCode(400);
  }

  private static List<Integer> endedAfter(String batch, int line) {
    return operator()
        .get("/v1/batches/" + batch + "/results?endedAfter=" + line)
        .then()
        .statusCode(200)
        .extract()
        .asString()
        .lines()
        .map(each -> JsonPath.from(each).getInt("line"))
        .toList();
  }

  @Test
  void queuesAndWorkersTellOfTheSolver() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                operator()
                    .get("/v1/queues")
                    .then()
                    .statusCode(200)
                    .body("queues.name", hasItems("solve", "train"))
                    .body("queues[0].workers", equalTo(1))
                    .body("queues[0].capacity", equalTo(64)));
    operator().get("/v1/workers").then().statusCode(200).body("workers.kind", hasItem("solve"));
    operator().get("/v1/quarantine").then().statusCode(200).body("jobs", hasSize(0));
    String id = submit();
    operator().post("/v1/quarantine/" + id + "/release").then().statusCode(409);
  }

  private static String submitWith(String key, String body) {
    return json(body)
        .header("Idempotency-Key", key)
        .post("/v1/solve-jobs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static String retry(String id, String key) {
    return operator()
        .header("Idempotency-Key", key)
        .post("/v1/jobs/" + id + "/retry")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static JsonPath upload(String key, String body) {
    return upload(key, "application/x-ndjson", body);
  }

  private static JsonPath upload(String key, String type, String body) {
    return operator()
        .header("Idempotency-Key", key)
        .contentType(type)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/v1/solve-jobs/batch")
        .then()
        .statusCode(202)
        .extract()
        .jsonPath();
  }

  private static UUID batch(String line, int times) {
    return UUID.fromString(
        upload(UUID.randomUUID().toString(), line.repeat(times)).getString("id"));
  }

  private static JsonPath page(UUID batch, String more) {
    return operator()
        .get("/v1/jobs?limit=2&batch=" + batch + more)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
