package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.gate.PromotionRight;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.HeldOutSample;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.PromotionDecision;
import dev.trm.jobs.store.RunSamples;
import dev.trm.jobs.store.RunStore;
import dev.trm.puzzles.PuzzleKind;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class ModelsAndRunsTest {
  @Inject TestModels models;
  @Inject JobStore jobs;
  @Inject RunStore runs;
  @Inject ModelRegistry registry;

  @Test
  void modelsVersionsAndFilesAreServed() throws Exception {
    ModelVersion version = models.register("served", 4, "weights that are served");

    operator().get("/v1/models").then().statusCode(200).body("models.name", hasItem("served"));
    operator()
        .get("/v1/models/served")
        .then()
        .statusCode(200)
        .body("aliases.champion", equalTo(1))
        .body("versions[0].reference", equalTo("served@1"))
        .body("versions[0].metrics.loss", equalTo(0.5f));
    operator()
        .get("/v1/checkpoints/" + version.checkpointId())
        .then()
        .statusCode(200)
        .body("step", equalTo(7))
        .body("resumable", equalTo(false))
        .body("manifest.config.sequenceLength", equalTo(16));
    assertThat(
            operator()
                .get("/v1/checkpoints/" + version.checkpointId() + "/file")
                .then()
                .statusCode(200)
                .contentType("application/octet-stream")
                .extract()
                .asString())
        .isEqualTo("weights that are served");
  }

  @Test
  void aliasMovesAndEachRollbackGoesBackFurther() throws Exception {
    for (int version = 1; version <= 3; version++) {
      models.register("moved", 4, "weights of version " + version);
      move("champion", version);
    }

    rollback()
        .then()
        .statusCode(200)
        .body("aliases.champion", equalTo(2))
        .body("before.champion", equalTo(1));
    rollback()
        .then()
        .statusCode(200)
        .body("aliases.champion", equalTo(1))
        .body("before", anEmptyMap());
    rollback().then().statusCode(409);
    move("champion", 3);
    rollback()
        .then()
        .body("aliases.champion", equalTo(1))
        .body("moves[0].actor", equalTo("operator"))
        .body("moves[0].reason", equalTo("rollback"));
  }

  @Test
  void modelTellsTheLineageOfItsVersionsAndTheDecisionsOfItsGate() {
    String id =
        submit(UUID.randomUUID().toString(), "{\"model\": \"judged\", \"dataset\": {\"size\": 4}}");
    Claim claim =
        jobs.claim("w", List.of(JobId.parse(id)), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
    JsonNode manifest =
        JobJson.parse(
            """
            {"dataSha256": "d1", "parent": "p1", "training": {"seed": 7},
             "code": {"version": "1", "commit": "c1", "changed": false}}""");
    String checkpoint = "ab".repeat(32);
    runs.checkpoint(
        claim, new CheckpointRow(checkpoint, claim.id(), 3, false, 1, manifest, Instant.EPOCH));
    registry.register(claim, "judged", checkpoint, JobJson.parse("{}"));
    JsonNode gate = JobJson.parse("[{\"criterion\": \"accuracy\", \"passed\": false}]");
    registry.decide(
        claim,
        new PromotionDecision(claim.id().value(), "judged", 1, null, false, "worse", gate),
        new PromotionRight.OwnRules());

    operator()
        .get("/v1/models/judged")
        .then()
        .statusCode(200)
        .body("versions[0].run", equalTo(id))
        .body("versions[0].lineage.dataSha256", equalTo("d1"))
        .body("versions[0].lineage.parent", equalTo("p1"))
        .body("versions[0].lineage.seed", equalTo(7))
        .body("versions[0].lineage.code.commit", equalTo("c1"))
        .body("moves", hasSize(0))
        .body("decisions", hasSize(1))
        .body("decisions[0].promoted", equalTo(false))
        .body("decisions[0].by", equalTo("run " + id))
        .body("decisions[0].gate[0].criterion", equalTo("accuracy"));
  }

  @Test
  void planOfATrainingHasItsDefaultsAndIsNotStored() {
    String plan = "/v1/training-jobs/plan";
    int before = operator().get("/v1/runs?limit=200").path("runs.size()");

    json("{\"model\": \"planned\", \"dataset\": {\"size\": 4}, \"delay\": \"PT1H\"}")
        .post(plan)
        .then()
        .statusCode(200)
        .body("model", equalTo("planned"))
        .body("dataset.puzzles", equalTo(2_000))
        .body("training.steps", equalTo(600))
        .body("training.batch", equalTo(64))
        .body("promotion.gate", equalTo("better"));
    json("{\"model\": \"planned\", \"training\": {\"steps\": 0}}")
        .post(plan)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/training/steps"));
    operator().get("/v1/runs?limit=200").then().body("runs", hasSize(before));
  }

  @Test
  void runsAreListedByModelAndStateInPagesNewestFirst() {
    String model = "paged-" + UUID.randomUUID().toString().substring(0, 8);
    List<String> ids =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    submit(
                        UUID.randomUUID().toString(),
                        "{\"model\": \"" + model + "\", \"dataset\": {\"size\": 4}}"))
            .toList();
    String list = "/v1/runs?state=queued&limit=2&model=" + model;

    JsonPath first = operator().get(list).jsonPath();
    JsonPath second = operator().get(list + "&cursor=" + first.getString("next")).jsonPath();

    assertThat(first.getList("runs.id")).containsExactly(ids.get(2), ids.get(1));
    assertThat(second.getList("runs.id")).containsExactly(ids.get(0));
    assertThat(second.getString("next")).isNull();
    operator().get("/v1/runs?state=succeeded&model=" + model).then().body("runs", hasSize(0));
    operator().get("/v1/runs?sweep=" + ids.get(0)).then().body("runs", hasSize(0));
    ids.forEach(id -> operator().post("/v1/runs/" + id + "/stop").then().statusCode(200));
  }

  @Test
  void trainingIsSubmittedMeasuredAndStopped() {
    String key = UUID.randomUUID().toString();
    String body = "{\"model\": \"trained\", \"dataset\": {\"size\": 4}}";
    String id = submit(key, body);
    assertThat(submit(key, body)).isEqualTo(id);
    JobId job = JobId.parse(id);
    Claim claim = jobs.claim("w", List.of(job), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
    runs.metrics(
        claim,
        LongStream.rangeClosed(1, 10).mapToObj(s -> new MetricPoint(s, "loss", 1.0 / s)).toList());

    operator()
        .get("/v1/runs/" + id)
        .then()
        .statusCode(200)
        .body("job.state", equalTo("RUNNING"))
        .body("job.training.training.steps", equalTo(600))
        .body("latest.loss.step", equalTo(10));
    operator()
        .get("/v1/runs/" + id + "/metrics?names=loss,other&points=6")
        .then()
        .statusCode(200)
        .body("metrics.loss", hasSize(6))
        .body("metrics.loss[0].step", equalTo(1))
        .body("metrics.loss[5].step", equalTo(10))
        .body("metrics.other", hasSize(0));
    operator().get("/v1/runs").then().statusCode(200).body("runs.id", hasItem(id));
    operator()
        .get("/v1/runs/" + id + "/checkpoints")
        .then()
        .statusCode(200)
        .body("checkpoints", hasSize(0));
    String samples = "/v1/runs/" + id + "/samples";
    operator()
        .get(samples)
        .then()
        .statusCode(200)
        .body("samples", hasSize(0))
        .body("step", nullValue());
    JsonNode row = JobJson.parse("[\"S G\"]");
    runs.samples(
        claim,
        new RunSamples(PuzzleKind.MAZE, 5, List.of(new HeldOutSample(row, row, row, false, 3))));
    operator()
        .get(samples)
        .then()
        .body("kind", equalTo("maze"))
        .body("step", equalTo(5))
        .body("samples[0].draft[0]", equalTo("S G"))
        .body("samples[0].right", equalTo(false))
        .body("samples[0].cycles", equalTo(3));
    operator().get("/v1/jobs/" + id + "/trace").then().statusCode(404);

    operator()
        .post("/v1/runs/" + id + "/stop")
        .then()
        .statusCode(200)
        .body("job.state", equalTo("RUNNING"))
        .body("stopping.by", equalTo("operator"));
    assertThat(runs.stopWish(job).orElseThrow().actor()).isEqualTo("operator");
    jobs.finish(List.of(new Outcome.Cancelled(claim, "stopped by operator at step 10")));

    operator()
        .get("/v1/runs/" + id)
        .then()
        .body("job.state", equalTo("CANCELLED"))
        .body("job.reason", equalTo("stopped by operator at step 10"))
        .body("stopping", nullValue());
    String events = operator().get("/v1/jobs/" + id + "/events").then().extract().asString();
    assertThat(events).contains("event:metrics").contains("CANCELLED");
  }

  @Test
  void runsAreComparedByDescriptionFiguresAndCurves() {
    String one = submit(UUID.randomUUID().toString(), "{\"model\": \"compared\"}");
    String other =
        submit(
            UUID.randomUUID().toString(),
            "{\"model\": \"compared\", \"training\": {\"optimizer\": \"muon\"}}");
    Claim first = claim(one);
    runs.metrics(
        first, LongStream.rangeClosed(1, 4).mapToObj(s -> new MetricPoint(s, "loss", s)).toList());
    runs.metrics(claim(other), List.of(new MetricPoint(4, "loss", 9)));
    jobs.finish(
        List.of(
            new Outcome.Succeeded(
                first,
                JobJson.parse(
                    "{\"model\": \"compared@1\", \"evaluation\": {\"checked\": {\"valid\":"
                        + " 0.75}, \"byGivens\": [{\"from\": 1}]}, \"stoppedEarly\":"
                        + " {\"message\": \"no better\"}}"),
                List.of(),
                null)));

    operator()
        .get("/v1/runs/compare?names=loss,exactAccuracy&ids=" + one + "," + other)
        .then()
        .statusCode(200)
        .body("runs.id", contains(one, other))
        .body("runs.state", contains("SUCCEEDED", "RUNNING"))
        .body("runs[0].version", equalTo("compared@1"))
        .body("runs[0].stoppedEarly", equalTo("no better"))
        .body(
            "differences.field",
            contains("training.optimizer", "training.muonLearningRate", "training.muonMomentum"))
        .body("differences[0].values", contains("adamAtan2", "muon"))
        .body("differences[2].values", contains(nullValue(), equalTo(0.95f)))
        .body("figures.find { it.name == 'loss' }.values", contains(4.0f, 9.0f))
        .body(
            "figures.find { it.name == 'evaluation.checked.valid' }.values",
            contains(equalTo(0.75f), nullValue()))
        .body("curves[0].steps", contains(4))
        .body("curves[0].values", contains(List.of(4.0f), List.of(9.0f)))
        .body("curves[1].steps", hasSize(0));
    operator().post("/v1/runs/" + other + "/stop").then().statusCode(200);
  }

  private Claim claim(String run) {
    return jobs.claim("w", List.of(JobId.parse(run)), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
  }

  private static String submit(String key, String body) {
    return json(body)
        .header("Idempotency-Key", key)
        .post("/v1/training-jobs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static void move(String alias, int version) {
    json("{\"version\": " + version + "}")
        .put("/v1/models/moved/aliases/" + alias)
        .then()
        .statusCode(200)
        .body("aliases." + alias, equalTo(version));
  }

  private static io.restassured.response.Response rollback() {
    return json("{}").post("/v1/models/moved/rollback");
  }
}
