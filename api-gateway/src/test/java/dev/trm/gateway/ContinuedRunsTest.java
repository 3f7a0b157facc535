package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.trm.audit.Sha256;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.RunStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that go on from what others have left. The trainer is played by the test. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class ContinuedRunsTest {
  @Inject JobStore jobs;
  @Inject RunStore runs;

  @Test
  void aStoppedRunIsResumedFromItsNewestCheckpointOnceForAKey() {
    String run = submitted();
    Claim claim = claimed(run);
    checkpoint(run, 100);
    String newest = checkpoint(run, 200);
    stop(claim);

    String key = UUID.randomUUID().toString();
    String resumed = post(run, "resume", key, "").then().statusCode(202).extract().path("id");
    String again = post(run, "resume", key, "").then().statusCode(202).extract().path("id");

    assertThat(again).isEqualTo(resumed).isNotEqualTo(run);
    operator()
        .get("/v1/runs/" + resumed)
        .then()
        .statusCode(200)
        .body("goesOnFrom.run", equalTo(run))
        .body("goesOnFrom.checkpoint", equalTo(newest))
        .body("goesOnFrom.step", equalTo(200))
        .body("resumptions", hasSize(0))
        .body("job.training.training.steps", equalTo(600));
  }

  @Test
  void aResumedRunKeepsTheCommitThatStartedIt() {
    String commit = UUID.randomUUID().toString().replace("-", "");
    RunOrigin origin =
        new RunOrigin("nightly", "github", "push", null, null, null, commit, null, null);
    TrainSpec spec = runs.run(JobId.parse(submitted())).orElseThrow().job().trainSpec();
    String run =
        jobs.submit(List.of(NewJob.train(spec, origin, "operator"))).get(0).id().toString();
    Claim claim = claimed(run);
    checkpoint(run, 100);
    stop(claim);

    String next = post(run, "resume", null, "{}").then().statusCode(202).extract().path("id");

    operator()
        .get("/v1/runs?commit=" + commit)
        .then()
        .statusCode(200)
        .body("runs.id", equalTo(List.of(next, run)));
    operator().get("/v1/runs/" + next).then().body("origin.recipe", equalTo("nightly"));
  }

  @Test
  void aRunGoesOnOnceAndWhoAsksAgainIsToldAsWhich() {
    String run = submitted();
    Claim claim = claimed(run);
    String old = checkpoint(run, 100);
    checkpoint(run, 200);
    stop(claim);
    String next = post(run, "resume", null, "{}").then().statusCode(202).extract().path("id");

    post(run, "resume", null, "{}")
        .then()
        .statusCode(409)
        .body("detail", containsString("goes on already, as run " + next + ", which is QUEUED"));
    operator().get("/v1/runs/" + run).then().body("goesOnAs", equalTo(next));
    post(run, "fork", null, "{}").then().statusCode(202);

    // Stopped again, it is that one which goes on, from a checkpoint of those before it too.
    stop(claimed(next));
    post(run, "resume", null, "{}")
        .then()
        .statusCode(409)
        .body("detail", containsString("resume that one, or fork this one"));
    String last =
        post(next, "resume", null, "{\"checkpoint\": \"" + old + "\"}")
            .then()
            .statusCode(202)
            .body("training.parent.run", equalTo(run))
            .extract()
            .path("id");
    post(run, "resume", null, "{}")
        .then()
        .statusCode(409)
        .body("detail", containsString("as run " + last + ", which is QUEUED"));
  }

  @Test
  void whatHasEndedByItselfIsNotStopped() {
    String run = submitted();
    Claim claim = claimed(run);
    jobs.finish(List.of(new Outcome.Succeeded(claim, JobJson.parse("{}"), List.of())));

    operator()
        .post("/v1/runs/" + run + "/stop")
        .then()
        .statusCode(409)
        .body("detail", equalTo("Run " + run + " had ended already: it is SUCCEEDED."));

    String stopped = submitted();
    for (int n = 0; n < 2; n++) {
      operator()
          .post("/v1/runs/" + stopped + "/stop")
          .then()
          .statusCode(200)
          .body("job.reason", equalTo("cancelled by operator"));
    }
  }

  @Test
  void reportsNameTheRunBeforeAndTheRunAfter() {
    String run = submitted();
    Claim claim = claimed(run);
    checkpoint(run, 200);
    stop(claim);
    String next = post(run, "resume", null, "{}").then().statusCode(202).extract().path("id");

    operator()
        .get("/v1/runs/" + run + "/report")
        .then()
        .body(containsString("| goes on as | [`" + next + "`]("));
    operator()
        .get("/v1/runs/" + next + "/report")
        .then()
        .body(containsString("| goes on from | [`" + run + "`]("))
        .body(containsString("/v1/runs/" + run + ") at step 200 |"))
        .body(containsString("| trained | 200 of 600 steps,"));
  }

  @Test
  void anOlderCheckpointCanBeNamed() {
    String run = submitted();
    Claim claim = claimed(run);
    String older = checkpoint(run, 100);
    checkpoint(run, 200);
    stop(claim);

    post(run, "resume", null, "{\"checkpoint\": \"" + older + "\"}")
        .then()
        .statusCode(202)
        .body("training.resumeFrom", equalTo(older))
        .body("training.parent.step", equalTo(100));
  }

  @Test
  void whatDiffersAtAResumeIsShown() {
    String run = submitted();
    Claim claim = claimed(run);
    String checkpoint = checkpoint(run, 100);
    runs.resumed(claim, 100, checkpoint, List.of("threads 1 → 2"));

    operator()
        .get("/v1/runs/" + run)
        .then()
        .body("resumptions[0].worker", equalTo("w"))
        .body("resumptions[0].checkpoint", equalTo(checkpoint))
        .body("resumptions[0].differences", contains("threads 1 → 2"))
        .body("notBitIdentical", contains("at step 100: threads 1 → 2"));
  }

  @Test
  void aRunThatHasNotStoppedOrHasNoCheckpointIsNotResumed() {
    String run = submitted();
    Claim claim = claimed(run);
    post(run, "resume", null, "{}")
        .then()
        .statusCode(409)
        .body("detail", containsString("RUNNING"));
    stop(claim);
    post(run, "resume", null, "{}")
        .then()
        .statusCode(409)
        .body("detail", containsString("no checkpoint to go on from"));
  }

  @Test
  void aSucceededRunIsForkedAndNotResumed() {
    String run = submitted();
    Claim claim = claimed(run);
    String checkpoint = checkpoint(run, 600);
    jobs.finish(List.of(new Outcome.Succeeded(claim, JobJson.parse("{}"), List.of())));

    post(run, "resume", null, "{}")
        .then()
        .statusCode(409)
        .body("detail", containsString("SUCCEEDED"));
    post(
            run,
            "fork",
            null,
            "{\"model\": \"further\", \"training\": {\"steps\": 900, \"learningRate\": 0.001,"
                + " \"seed\": 5}}")
        .then()
        .statusCode(202)
        .body("model", equalTo("further"))
        .body("training.resumeFrom", equalTo(checkpoint))
        .body("training.parent.run", equalTo(run))
        .body("training.training.steps", equalTo(900))
        .body("training.training.learningRate", equalTo(0.001f))
        .body("training.training.seed", equalTo(5))
        .body("training.training.batch", equalTo(64))
        .body("training.dataset.size", equalTo(4));
  }

  @Test
  void aForkMayTakeAnotherOptimizer() {
    String run =
        json("{\"model\": \"continued\", \"dataset\": {\"size\": 4}, \"training\":"
                + " {\"optimizer\": \"muon\", \"muonMomentum\": 0.9}}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    claimed(run);
    checkpoint(run, 100);

    post(run, "fork", null, "{\"training\": {\"optimizer\": \"adamAtan2\"}}")
        .then()
        .statusCode(202)
        .body("training.training.optimizer", equalTo("adamAtan2"))
        .body("training.training.muonMomentum", nullValue());
  }

  @Test
  void aCheckpointThatAForkWaitsForIsNotRemoved() {
    String run = submitted();
    claimed(run);
    String checkpoint = checkpoint(run, 100);
    String fork = post(run, "fork", null, "{}").then().statusCode(202).extract().path("id");

    assertThat(runs.forgetCheckpoint(checkpoint)).isFalse();
    jobs.cancel(JobId.parse(fork), "test");
    assertThat(runs.forgetCheckpoint(checkpoint)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"checkpoint": "abc"}                 | /checkpoint          | 'abc'
          {"checkpoint": 7}                     | /checkpoint          | 7
          {"dataset": {"size": 6}}              | /dataset             | not known here
          {"training": {"batch": 32}}           | /training/batch      | batch is 32
          {"training": {"steps": 100}}          | /training/steps      | of step 100
          {"training": {"stepz": 1}}            | /training/stepz      | not known here
          {"training": 3}                       | /training            | 3
          {"training": {"learningRate": 2}}     | /training/learningRate | learningRate is 2
          {"model": "A b"}                      | /model               | 'A b'
          """)
  void aWrongForkIsAProblemThatNamesFieldAndValue(String body, String pointer, String words) {
    String run = submitted();
    claimed(run);
    checkpoint(run, 100);

    post(run, "fork", null, body)
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("errors[0].pointer", equalTo(pointer))
        .body("detail", containsString(words));
  }

  @Test
  void aRunThatWaitsIsStoppedAtOnce() {
    String run = submitted();

    operator()
        .post("/v1/runs/" + run + "/stop")
        .then()
        .statusCode(200)
        .body("job.state", equalTo("CANCELLED"))
        .body("stopping", nullValue());
  }

  private static String submitted() {
    return json("{\"model\": \"continued\", \"dataset\": {\"size\": 4}}")
        .post("/v1/training-jobs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private Claim claimed(String run) {
    return jobs.claim("w", List.of(JobId.parse(run)), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
  }

  private void stop(Claim claim) {
    jobs.finish(List.of(new Outcome.Cancelled(claim, "stopped by test")));
  }

  /** Its id. */
  private String checkpoint(String run, long step) {
    String id = Sha256.hex(run + step);
    runs.checkpoint(
        new CheckpointRow(id, JobId.parse(run), step, true, 5, JobJson.parse("{}"), Instant.EPOCH));
    return id;
  }

  private static Response post(String run, String what, @Nullable String key, String body) {
    var request = json(body);
    return (key == null ? request : request.header("Idempotency-Key", key))
        .post("/v1/runs/" + run + "/" + what);
  }
}
