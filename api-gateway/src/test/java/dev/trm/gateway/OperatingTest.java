package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static dev.trm.gateway.Calls.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.OperatorAction;
import dev.trm.jobs.store.OperatorActions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pausing, draining, delaying, scheduling. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class OperatingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SUBMITTER = "submitter-key-of-operating";

  @Inject TestSolver solver;
  @Inject TestModels models;
  @Inject ApiKeys keys;
  @Inject OperatorActions actions;

  @BeforeEach
  void register() throws Exception {
    models.usual();
    keys.ensure("operating-submitter", ApiKey.Role.SUBMITTER, SUBMITTER);
    solver.answer();
  }

  @AfterEach
  void resume() {
    operator().post("/v1/queues/solve/resume").then().statusCode(200);
  }

  @Test
  void pausedQueueKeepsWhatIsSubmittedUntilItIsResumed() {
    json("{\"reason\": \"new driver\"}")
        .post("/v1/queues/solve/pause")
        .then()
        .statusCode(200)
        .body("paused.reason", equalTo("new driver"))
        .body("paused.by", notNullValue())
        .body("paused.since", notNullValue());
    String id = submit();

    operator()
        .get("/v1/queues")
        .then()
        .body("queues[0].paused.reason", equalTo("new driver"))
        .body("queues[0].waiting.normal", equalTo(1))
        .body("queues[0].waiting.high", equalTo(0))
        .body("queues[0].oldest", equalTo(id))
        .body("queues[0].oldestSince", notNullValue());
    Calls.with(SUBMITTER)
        .get("/v1/queues")
        .then()
        .body("queues[0].oldest", nullValue())
        .body("queues[0].oldestSince", notNullValue());
    await()
        .during(Duration.ofSeconds(1))
        .atMost(PATIENCE)
        .untilAsserted(
            () -> operator().get("/v1/jobs/" + id).then().body("state", equalTo("QUEUED")));
    operator().post("/v1/queues/solve/resume").then().statusCode(200).body("paused", nullValue());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> operator().get("/v1/jobs/" + id).then().body("state", equalTo("SUCCEEDED")));
    assertThat(actions.page(Long.MAX_VALUE, 20))
        .extracting(OperatorAction::action)
        .contains("queue.pause", "queue.resume");
  }

  @Test
  void jobsOfTheLastMinutesAreCounted() {
    json(puzzle("")).header("Prefer", "wait=60").post("/v1/solve-jobs").then().statusCode(200);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                operator()
                    .get("/v1/throughput")
                    .then()
                    .statusCode(200)
                    .body("at", notNullValue())
                    .body("minutes.kind", hasItem("solve"))
                    .body("minutes.sum { it.succeeded }", greaterThan(0)));
    operator().get("/v1/throughput?minutes=3").then().statusCode(400);
  }

  @Test
  void drainedWorkerIsShownSoAndTakesAgainWhenUndrained() {
    submit();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> operator().get("/v1/workers").then().body("workers.kind", hasItem("solve")));
    String worker = operator().get("/v1/workers").then().extract().path("workers[0].id");

    operator()
        .post("/v1/workers/" + worker + "/drain")
        .then()
        .statusCode(200)
        .body("draining", equalTo(true))
        .body("drainedBy", notNullValue());
    operator()
        .post("/v1/workers/" + worker + "/undrain")
        .then()
        .statusCode(200)
        .body("draining", equalTo(false));
    json(puzzle("")).header("Prefer", "wait=60").post("/v1/solve-jobs").then().statusCode(200);
    operator().post("/v1/workers/nobody/drain").then().statusCode(404);
  }

  @Test
  void jobThatRunsSaysUntilWhenItsWorkerHasIt() {
    solver.hold();
    String id = submit();
    await().atMost(PATIENCE).until(() -> solver.holds(id));

    String until =
        operator()
            .get("/v1/jobs/" + id)
            .then()
            .body("state", equalTo("RUNNING"))
            .extract()
            .path("leaseUntil");
    assertThat(Instant.parse(until)).isAfter(Instant.now());
    operator()
        .get("/v1/jobs?state=RUNNING&id=" + id)
        .then()
        .body("jobs[0].leaseUntil", notNullValue())
        .body("jobs[0].worker", notNullValue());

    solver.finish(id);
    operator()
        .get("/v1/jobs/" + id)
        .then()
        .body("state", equalTo("SUCCEEDED"))
        .body("leaseUntil", nullValue());
  }

  @Test
  void delayedPuzzleSaysWhenItMayRunAndThenRuns() {
    Instant before = Instant.now();
    JsonPath job =
        json(puzzle(", \"options\": {\"delay\": \"PT2S\", \"deadline\": \"PT60S\"}"))
            .header("Prefer", "wait=60")
            .post("/v1/solve-jobs")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    assertThat(Instant.parse(job.getString("startedAt"))).isAfter(before.plusSeconds(2));

    JsonPath later =
        json(puzzle(", \"options\": {\"runAt\": \"" + before.plusSeconds(3600) + "\"}"))
            .post("/v1/solve-jobs")
            .then()
            .statusCode(202)
            .extract()
            .jsonPath();
    assertThat(Instant.parse(later.getString("runAt"))).isAfter(before.plusSeconds(3590));
    assertThat(later.getString("nextAttemptAt")).isNull();
    operator().post("/v1/jobs/" + later.getString("id") + "/cancel").then().statusCode(200);
  }

  /** The tests' configuration makes the pause long, so that the job waits while it is looked at. */
  @Test
  void failedJobThatIsTriedAgainSaysWhen() {
    solver.hold();
    Instant before = Instant.now();
    String id = submit();
    await().atMost(PATIENCE).until(() -> solver.holds(id));

    solver.fail(id);

    JsonPath waiting =
        operator()
            .get("/v1/jobs/" + id)
            .then()
            .body("state", equalTo("QUEUED"))
            .body("attempts", equalTo(1))
            .body("runAt", nullValue())
            .body("failure.code", equalTo("DEVICE_FAILED"))
            .extract()
            .jsonPath();
    assertThat(Instant.parse(waiting.getString("nextAttemptAt")))
        .isBetween(before, Instant.now().plus(Duration.ofDays(1)));
    operator().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
  }

  @Test
  void actionsAreListedNewestFirstByPages() {
    String name = "a-" + UUID.randomUUID();
    json("{\"name\": \"" + name + "\", \"role\": \"reader\"}")
        .post("/v1/keys")
        .then()
        .statusCode(201);
    operator().delete("/v1/keys/" + name).then().statusCode(200);

    JsonPath first =
        operator().get("/v1/operator-actions?limit=1").then().statusCode(200).extract().jsonPath();
    JsonPath second =
        operator()
            .get("/v1/operator-actions?limit=1&cursor=" + first.getString("next"))
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();

    assertThat(first.getString("actions[0].action")).isEqualTo("key.revoke");
    assertThat(first.getString("actions[0].subject")).isEqualTo(name);
    assertThat(first.getString("actions[0].actor")).isEqualTo("operator");
    assertThat(second.getString("actions[0].action")).isEqualTo("key.make");
    assertThat(second.getString("actions[0].detail.role")).isEqualTo("READER");
    assertThat(second.getInt("actions[0].seq")).isEqualTo(first.getInt("actions[0].seq") - 1);
    operator()
        .get("/v1/operator-actions?cursor=1")
        .then()
        .statusCode(200)
        .body("actions.size()", equalTo(0))
        .body("next", nullValue());
    Calls.with(SUBMITTER).get("/v1/operator-actions").then().statusCode(403);
  }

  @Test
  void actionsAreFoundByWhoWhatAndToWhat() {
    String name = "f-" + UUID.randomUUID();
    json("{\"name\": \"" + name + "\", \"role\": \"reader\"}")
        .post("/v1/keys")
        .then()
        .statusCode(201);
    operator().delete("/v1/keys/" + name).then().statusCode(200);

    String of = "/v1/operator-actions?subject=" + name;
    operator()
        .get(of + "&action=key&actor=operator")
        .then()
        .statusCode(200)
        .body("actions.action", equalTo(List.of("key.revoke", "key.make")));
    operator().get(of + "&action=key.make").then().body("actions.size()", equalTo(1));
    operator().get(of + "&action=ke").then().body("actions.size()", equalTo(0));
    operator().get(of + "&actor=nobody").then().body("actions.size()", equalTo(0));
    operator().get(of + "&limit=1").then().body("next", notNullValue());
  }

  @Test
  void delayedTrainingSaysWhenItMayRun() {
    JsonPath job =
        json("{\"model\": \"m\", \"delay\": \"PT1H\", \"deadline\": \"PT2H\"}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .jsonPath();

    assertThat(Instant.parse(job.getString("runAt"))).isAfter(Instant.now().plusSeconds(3500));
    assertThat(Instant.parse(job.getString("deadline"))).isAfter(Instant.now().plusSeconds(7000));
    operator().post("/v1/jobs/" + job.getString("id") + "/cancel").then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"delay\": \"PT1S\", \"runAt\": \"2026-01-01T00:00:00Z\"' | delay | only one",
        "'\"runAt\": \"tomorrow\"' | runAt | runAt is 'tomorrow'",
        "'\"runAt\": \"2999-01-01T00:00:00Z\"' | runAt | at most 30 days ahead",
        "'\"delay\": \"P31D\"' | delay | at most 30 days",
        "'\"delay\": \"PT2H\", \"deadline\": \"PT1H\"' | deadline | must be after the job may run",
        "'\"delay\": 5' | delay | delay is 5"
      })
  void wrongTimesAreRefusedForPuzzlesAndTrainings(String fields, String name, String words) {
    json(puzzle(", \"options\": {" + fields + "}"))
        .post("/v1/solve-jobs")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/options/" + name))
        .body("detail", containsString(words));
    json("{\"model\": \"m\", " + fields + "}")
        .post("/v1/training-jobs")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/" + name));
  }

  @Test
  void releasingAnEmptyQuarantineReleasesNothing() {
    json("{\"kind\": \"train\", \"reason\": \"x\", \"limit\": 3}")
        .post("/v1/quarantine/release")
        .then()
        .statusCode(200)
        .body("released", equalTo(0));
    operator()
        .contentType(ContentType.JSON)
        .post("/v1/quarantine/release")
        .then()
        .statusCode(200)
        .body("released", equalTo(0));
    json("{\"limit\": 0}").post("/v1/quarantine/release").then().statusCode(422);
    json("{\"kind\": \"chess\"}").post("/v1/quarantine/release").then().statusCode(422);
    json("{\"reason\": \"\\u0000\"}").post("/v1/quarantine/release").then().statusCode(422);
    json("{\"jobs\": [\"" + UUID.randomUUID() + "\"]}")
        .post("/v1/quarantine/release")
        .then()
        .statusCode(200)
        .body("released", equalTo(0));
    for (String wrong : List.of("[7]", "[\"x\"]", "\"x\"")) {
      json("{\"jobs\": " + wrong + "}").post("/v1/quarantine/release").then().statusCode(422);
    }
  }

  @Test
  void scheduleIsMadeChangedAndEnded() {
    String name = "s-" + UUID.randomUUID();
    String body = schedule(name, "30 2 * * 1-5");
    String key = UUID.randomUUID().toString();

    JsonPath made =
        json(body)
            .header("Idempotency-Key", key)
            .post("/v1/schedules")
            .then()
            .statusCode(201)
            .header("Location", endsWith("/v1/schedules/" + name))
            .extract()
            .jsonPath();
    assertThat(Instant.parse(made.getString("nextFire"))).isAfter(Instant.now());
    assertThat(made.getString("overlap")).isEqualTo("skip");
    assertThat(made.getString("job.model")).isEqualTo("nightly-model");
    json(body).header("Idempotency-Key", key).post("/v1/schedules").then().statusCode(201);
    json(body).post("/v1/schedules").then().statusCode(409);
    operator().get("/v1/schedules").then().body("schedules.name", hasItem(name));

    json("{\"cron\": \"0 4 * * *\", \"overlap\": \"cancelRunning\", \"paused\": true,"
            + " \"timeZone\": \"Europe/Berlin\", \"job\": {\"model\": \"nightly-model\"}}")
        .put("/v1/schedules/" + name)
        .then()
        .statusCode(200)
        .body("paused", equalTo(true))
        .body("timeZone", equalTo("Europe/Berlin"))
        .body("nextFire", nullValue());
    operator().delete("/v1/schedules/" + name).then().statusCode(204);
    operator().get("/v1/schedules/" + name).then().statusCode(404);
    operator().delete("/v1/schedules/" + name).then().statusCode(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/cron | '{\"name\": \"n\", \"cron\": \"* * *\", \"job\": {\"model\": \"m\"}}'",
        "/cron | '{\"name\": \"n\", \"job\": {\"model\": \"m\"}}'",
        "/name | '{\"name\": \"N N\", \"cron\": \"* * * * *\", \"job\": {\"model\": \"m\"}}'",
        "/job | '{\"name\": \"n\", \"cron\": \"* * * * *\"}'",
        "/job/model | '{\"name\": \"n\", \"cron\": \"* * * * *\", \"job\": {}}'",
        "/job/delay | '{\"name\": \"n\", \"cron\": \"* * * * *\","
            + " \"job\": {\"model\": \"m\", \"delay\": \"PT1S\"}}'",
        "/overlap | '{\"name\": \"n\", \"cron\": \"* * * * *\", \"overlap\": \"stop\","
            + " \"job\": {\"model\": \"m\"}}'",
        "/timeZone | '{\"name\": \"n\", \"cron\": \"* * * * *\", \"timeZone\": \"Mars\","
            + " \"job\": {\"model\": \"m\"}}'",
        "/paused | '{\"name\": \"n\", \"cron\": \"* * * * *\", \"paused\": \"no\","
            + " \"job\": {\"model\": \"m\"}}'"
      })
  void wrongScheduleIsAProblemThatNamesTheField(String pointer, String body) {
    json(body)
        .post("/v1/schedules")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo(pointer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/queues/solve/pause",
        "/v1/queues/solve/resume",
        "/v1/workers/x/drain",
        "/v1/workers/x/undrain",
        "/v1/quarantine/release",
        "/v1/schedules"
      })
  void operatingNeedsAnOperator(String path) {
    Calls.with(SUBMITTER)
        .contentType(ContentType.JSON)
        .body("{}")
        .post(path)
        .then()
        .statusCode(403);
  }

  @Test
  void unknownQueueIsNotFound() {
    operator().post("/v1/queues/chess/resume").then().statusCode(404);
    json("{}").post("/v1/queues/SOLVE/pause").then().statusCode(404);
  }

  private static String schedule(String name, String cron) {
    return "{\"name\": \""
        + name
        + "\", \"cron\": \""
        + cron
        + "\", \"job\": {\"model\": \"nightly-model\"}}";
  }
}
