package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.audit.Sha256;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.gate.GateFigures;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.SweepRun;
import dev.trm.jobs.store.Sweeps;
import dev.trm.jobs.sweep.Measured;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class SweepsTest {
  private static final String SWEEP =
      "{\"model\": \"swept\", \"dataset\": {\"size\": 4}, \"over\":"
          + " {\"training.learningRate\": [0.002, 0.004], \"training.seed\": [1, 2, 3]}}";

  @Inject JobStore jobs;
  @Inject RunStore runs;
  @Inject Sweeps sweeps;
  @Inject TestModels models;

  @Test
  void sweepIsOneRunForEachCombinationAndTellsMeanAndIntervalOverSeeds() {
    String key = UUID.randomUUID().toString();
    String id = submit(key);
    assertThat(submit(key)).isEqualTo(id);
    List<JobId> runs = sweeps.runs(UUID.fromString(id)).stream().map(SweepRun::run).toList();
    assertThat(runs).hasSize(6);

    // The lower rate is better by its mean, the higher by its best seed, of which one has failed.
    succeed(runs.get(0), 0.5);
    succeed(runs.get(1), 0.6);
    succeed(runs.get(2), 0.7);
    succeed(runs.get(3), 0.2);
    succeed(runs.get(4), 0.9);
    JsonNode sweep = JobJson.parse(operator().get("/v1/sweeps/" + id).asString());
    assertThat(sweep.path("states")).isEqualTo(JobJson.parse("{\"QUEUED\": 1, \"SUCCEEDED\": 5}"));
    assertThat(sweep.path("ended").asBoolean()).isFalse();
    assertThat(sweep.path("combinations")).hasSize(2);
    JsonNode low = sweep.at("/combinations/0/accuracy");
    assertThat(low.path("n").asInt()).isEqualTo(3);
    assertThat(low.path("mean").asDouble()).isCloseTo(0.6, within(1e-9));
    // 4.3027 × 0.1 / √3 on either side.
    assertThat(low.path("low").asDouble()).isCloseTo(0.35159, within(1e-5));
    assertThat(low.path("high").asDouble()).isCloseTo(0.84841, within(1e-5));
    assertThat(sweep.at("/combinations/0/complete").asBoolean()).isTrue();
    assertThat(sweep.at("/combinations/1/complete").asBoolean()).isFalse();
    assertThat(sweep.at("/combinations/1/runs/1/seed").asLong()).isEqualTo(2);
    assertThat(sweep.at("/best/values/training.learningRate").asDouble()).isEqualTo(0.002);

    operator()
        .post("/v1/sweeps/" + id + "/cancel")
        .then()
        .statusCode(200)
        .body("states.CANCELLED", equalTo(1))
        .body("ended", equalTo(true));
    operator().get("/v1/sweeps").then().body("sweeps.id", hasItem(id));
  }

  @Test
  void wrongCombinationStoresNothing() {
    String model = "swept-wrongly";
    json(SWEEP.replace("swept", model).replace("0.004", "4"))
        .post("/v1/sweeps")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/over/training.learningRate"))
        .body("errors[0].detail", containsString("training.learningRate 4, training.seed 1"));

    operator().get("/v1/jobs?model=" + model).then().body("jobs", hasSize(0));
    assertThat(sweeps.page(null, null, 200)).noneMatch(sweep -> sweep.model().equals(model));
  }

  @Test
  void sweepsAreListedPageByPage() {
    String first = submit(UUID.randomUUID().toString());
    String second = submit(UUID.randomUUID().toString());

    String next =
        operator()
            .get("/v1/sweeps?limit=1")
            .then()
            .body("sweeps.id", contains(second))
            .extract()
            .path("next");
    operator().get("/v1/sweeps?limit=1&cursor=" + next).then().body("sweeps.id", contains(first));
    operator().get("/v1/sweeps?limit=1&cursor=x").then().statusCode(400);
  }

  @Test
  void sweepWithoutSucceededRunsHasNoBest() {
    operator()
        .get("/v1/sweeps/" + submit(UUID.randomUUID().toString()))
        .then()
        .body("best", nullValue())
        .body("combinations[0].accuracy", nullValue());
    operator().get("/v1/sweeps/" + UUID.randomUUID()).then().statusCode(404);
  }

  @Test
  void theGateDecidesOnceAllHaveEndedAndOneCallGoesBack() throws Exception {
    models.register("swept-gated", 4, "the champion before");
    String id =
        submit(
            UUID.randomUUID().toString(),
            SWEEP
                .replace("swept", "swept-gated")
                .replace("\"over\"", "\"promotion\": {\"margin\": 0.1}, \"over\""));
    List<JobId> runs = sweeps.runs(UUID.fromString(id)).stream().map(SweepRun::run).toList();
    operator()
        .get("/v1/sweeps/" + id)
        .then()
        .body("decision.state", equalTo("pending"))
        .body("decision.version", nullValue());

    // By the mean the higher rate passes, whose last seed is the best.
    for (int n = 0; n < runs.size(); n++) {
      ModelVersion version = models.register("swept-gated", 4, "seed " + n);
      measured(runs.get(n), version, n < 3 ? 0.5 : 0.5 + n * 0.05);
    }
    sweeps.decideEnded();

    operator()
        .get("/v1/sweeps/" + id)
        .then()
        .body("decision.state", equalTo("promoted"))
        .body("decision.version", equalTo(7))
        .body("decision.champion", equalTo(1))
        .body("decision.reason", containsString("7 has the best accuracy, 0.7500"))
        .body("decision.gate[0].criterion", equalTo("accuracy"))
        .body("decision.combinations.passed", equalTo(List.of(false, true)))
        .body("decision.combinations[0].reason", containsString("accuracy 0.5000"));
    operator()
        .get("/v1/sweeps")
        .then()
        .body(
            "sweeps.find { it.id == '" + id + "' }.decision",
            equalTo(Map.of("state", "promoted", "version", 7)));
    operator()
        .get("/v1/models/swept-gated")
        .then()
        .body("aliases.champion", equalTo(7))
        .body("decisions[0].by", equalTo("sweep " + id));
    operator()
        .get("/v1/runs/" + runs.get(5) + "/report")
        .then()
        .body(containsString("trained, its sweep decides"))
        .body(containsString("/v1/sweeps/" + id + "): `swept-gated@7 is promoted: "));
    json("{}")
        .post("/v1/models/swept-gated/rollback")
        .then()
        .statusCode(200)
        .body("aliases.champion", equalTo(1));
  }

  @Test
  void aResumedRunHasThePlaceOfTheStoppedOneUntilTheGateHasDecided() {
    String id =
        submit(
            UUID.randomUUID().toString(),
            SWEEP
                .replace("swept", "swept-resumed")
                .replace("\"over\"", "\"promotion\": {}, \"over\""));
    List<JobId> members = sweeps.runs(UUID.fromString(id)).stream().map(SweepRun::run).toList();
    JobId first = members.get(0);
    stopped(first);
    String next =
        json("{}")
            .post("/v1/runs/" + first + "/resume")
            .then()
            .statusCode(202)
            .extract()
            .path("id");

    operator()
        .get("/v1/sweeps/" + id)
        .then()
        .body("combinations[0].runs[0].run", equalTo(next))
        .body("states", equalTo(Map.of("QUEUED", 6)));
    operator()
        .get("/v1/runs/" + next)
        .then()
        .body("sweep", equalTo(id))
        .body("links.sweep", equalTo("/v1/sweeps/" + id));
    operator().get("/v1/runs/" + first).then().body("sweep", nullValue());
    operator()
        .get("/v1/runs/" + next + "/report")
        .then()
        .body(containsString("| sweep | [`" + id + "`]("));

    operator()
        .get("/v1/sweeps")
        .then()
        .body("sweeps.find { it.id == '" + id + "' }.decision.state", equalTo("pending"));
    JobId last = members.get(5);
    stopped(last);
    operator().post("/v1/sweeps/" + id + "/cancel").then().statusCode(200);
    await().until(() -> sweeps.decision(UUID.fromString(id)).isPresent());
    operator()
        .get("/v1/sweeps")
        .then()
        .body("sweeps.find { it.id == '" + id + "' }.decision.state", equalTo("refused"));
    json("{}")
        .post("/v1/runs/" + last + "/resume")
        .then()
        .statusCode(409)
        .body("detail", containsString("sweep " + id + ", which has decided without it"));
  }

  @Test
  void aGateNeedsTheSameHeldOutPuzzlesForAllRuns() {
    json(SWEEP
            .replace("training.learningRate", "dataset.minimalShare")
            .replace("\"over\"", "\"promotion\": {}, \"over\""))
        .post("/v1/sweeps")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/over/dataset.minimalShare"));
  }

  @Test
  void eachRunOfASweepTellsWhatItGoesOnFrom() {
    String parent =
        json("{\"model\": \"swept\", \"dataset\": {\"size\": 4}}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    String checkpoint = Sha256.hex(parent);
    runs.checkpoint(
        new CheckpointRow(
            checkpoint, JobId.parse(parent), 70, true, 5, JobJson.parse("{}"), Instant.EPOCH));

    String id =
        json(SWEEP.replace("{\"model\"", "{\"resumeFrom\": \"" + checkpoint + "\", \"model\""))
            .post("/v1/sweeps")
            .then()
            .statusCode(202)
            .extract()
            .path("id");

    for (SweepRun run : sweeps.runs(UUID.fromString(id))) {
      operator()
          .get("/v1/runs/" + run.run())
          .then()
          .body("goesOnFrom.run", equalTo(parent))
          .body("goesOnFrom.step", equalTo(70));
    }
    json(SWEEP.replace("{\"model\"", "{\"resumeFrom\": \"" + "0".repeat(64) + "\", \"model\""))
        .post("/v1/sweeps")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/resumeFrom"));
    operator().post("/v1/sweeps/" + id + "/cancel").then().statusCode(200);
    operator().post("/v1/jobs/" + parent + "/cancel").then().statusCode(200);
  }

  /** Where it left a checkpoint. */
  private void stopped(JobId run) {
    Claim claim = jobs.claim("w", List.of(run), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
    runs.checkpoint(
        new CheckpointRow(
            Sha256.hex(run.toString()), run, 70, true, 5, JobJson.parse("{}"), Instant.EPOCH));
    jobs.finish(List.of(new Outcome.Cancelled(claim, "stopped by test")));
  }

  private static String submit(String key) {
    return submit(key, SWEEP);
  }

  private static String submit(String key, String sweep) {
    return json(sweep)
        .header("Idempotency-Key", key)
        .post("/v1/sweeps")
        .then()
        .statusCode(202)
        .header("Location", containsString("/v1/sweeps/"))
        .body("runs", equalTo(6))
        .extract()
        .path("id");
  }

  private void measured(JobId run, ModelVersion version, double accuracy) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("model", version.reference()).put("dataSha256", "d");
    result.putObject("evaluation").put("accuracy", accuracy);
    result.set(
        Measured.FIELD,
        JobJson.tree(
            new Measured(
                new GateFigures(accuracy, 2, null, List.of()),
                1,
                new GateFigures(0.5, 2, null, List.of()),
                null)));
    succeed(run, result);
  }

  private void succeed(JobId run, double accuracy) {
    succeed(run, JobJson.parse("{\"evaluation\": {\"accuracy\": " + accuracy + "}}"));
  }

  private void succeed(JobId run, JsonNode result) {
    Claim claim = jobs.claim("w", List.of(run), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
    jobs.finish(List.of(new Outcome.Succeeded(claim, result, List.of())));
  }
}
