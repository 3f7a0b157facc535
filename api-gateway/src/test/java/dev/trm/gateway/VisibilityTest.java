package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A submitter's world holds what it submitted; readers and operators see all. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class VisibilityTest {
  private static final String ANNA = "key-of-anna-in-the-tests";
  private static final String BERT = "key-of-bert-in-the-tests";
  private static final String READER = "key-of-the-reader-in-the-tests";

  @Inject ApiKeys keys;
  @Inject TestModels models;

  @BeforeEach
  void register() throws Exception {
    keys.ensure("anna", ApiKey.Role.SUBMITTER, ANNA);
    keys.ensure("bert", ApiKey.Role.SUBMITTER, BERT);
    keys.ensure("rolf", ApiKey.Role.READER, READER);
    models.usual();
  }

  @Test
  void foreignJobIsNotThereForASubmitter() {
    String id = submit(ANNA);
    String path = "/v1/jobs/" + id;

    for (String look : List.of("", "/trace", "/history", "/proof", "/events")) {
      with(BERT)
          .get(path + look)
          .then()
          .statusCode(404)
          .body("detail", containsString("There is no job " + id));
    }
    with(BERT).post(path + "/cancel").then().statusCode(404);
    with(BERT).post(path + "/retry").then().statusCode(404);
    with(BERT).post(path + "/replay").then().statusCode(404);
    with(BERT).get("/v1/audit/anchors").then().statusCode(403);
    with(ANNA).get(path).then().statusCode(200);
    with(READER).get(path).then().statusCode(200);
    operator().get(path).then().statusCode(200);
    with(READER).get(path).then().body("state", org.hamcrest.Matchers.not(equalTo("CANCELLED")));
    with(ANNA).post(path + "/cancel").then().statusCode(200);
  }

  @Test
  void listsOfASubmitterHoldItsOwnOnly() {
    String annas = submit(ANNA);
    String berts = submit(BERT);

    assertThat(ids(ANNA)).contains(annas).doesNotContain(berts);
    assertThat(ids(BERT)).contains(berts).doesNotContain(annas);
    assertThat(ids(READER)).contains(annas, berts);
    assertThat(ids(Calls.OPERATOR)).contains(annas, berts);
    with(ANNA).get("/v1/quarantine").then().statusCode(200);
  }

  @Test
  void foreignBatchIsNotThereForASubmitter() {
    String id =
        with(ANNA)
            .contentType("application/x-ndjson")
            .body(
                ("{\"kind\": \"sudoku\", \"grid\": \"" + Calls.GRID + "\"}\n")
                    .getBytes(StandardCharsets.UTF_8))
            .post("/v1/solve-jobs/batch")
            .then()
            .statusCode(202)
            .extract()
            .path("id");

    with(BERT).get("/v1/batches/" + id).then().statusCode(404);
    with(BERT).get("/v1/batches/" + id + "/results").then().statusCode(404);
    with(BERT).get("/v1/jobs?batch=" + id).then().body("jobs.size()", equalTo(0));
    with(ANNA).get("/v1/batches/" + id).then().statusCode(200);
    with(READER).get("/v1/batches/" + id + "/results").then().statusCode(200);
  }

  @Test
  void foreignRunIsNotThereForASubmitter() {
    String id =
        with(ANNA)
            .contentType(ContentType.JSON)
            .body("{\"model\": \"annas\"}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    String path = "/v1/runs/" + id;

    for (String look : List.of("", "/metrics", "/checkpoints", "/samples")) {
      with(BERT).get(path + look).then().statusCode(404);
      with(ANNA).get(path + look).then().statusCode(200);
    }
    with(BERT).post(path + "/stop").then().statusCode(404);
    String another =
        with(BERT)
            .contentType(ContentType.JSON)
            .body("{\"model\": \"berts\"}")
            .post("/v1/training-jobs")
            .then()
            .extract()
            .path("id");
    String both = "/v1/runs/compare?ids=" + another + "," + id;
    with(BERT).get(both).then().statusCode(404);
    with(READER).get(both).then().statusCode(200);
    with(BERT).post("/v1/runs/" + another + "/stop").then().statusCode(200);
    assertThat(with(BERT).get("/v1/runs?limit=200").jsonPath().getList("runs.id"))
        .doesNotContain(id);
    assertThat(with(READER).get("/v1/runs?limit=200").jsonPath().getList("runs.id")).contains(id);
    with(ANNA).post(path + "/stop").then().statusCode(200);
  }

  @Test
  void fullCheckpointIsForTheSubmitterOfItsRunAndOperatorsOnly() throws Exception {
    String run = train(ANNA, "{\"model\": \"annas-full\"}").statusCode(202).extract().path("id");
    String id = models.full(JobId.parse(run));
    String path = "/v1/checkpoints/" + id;
    String weights = models.register("shared", 4, "weights of shared").checkpointId();

    with(BERT).get(path).then().statusCode(404).body("detail", containsString(id));
    with(BERT).get(path + "/file").then().statusCode(404);
    with(BERT).header("Range", "bytes=0-3").get(path + "/file").then().statusCode(404);
    with(BERT).head(path + "/file").then().statusCode(404);
    train(BERT, "{\"model\": \"berts-from\", \"resumeFrom\": \"" + id + "\"}")
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/resumeFrom"));
    with(READER).get(path).then().statusCode(200);
    with(READER).get(path + "/file").then().statusCode(403);
    for (String key : List.of(ANNA, Calls.OPERATOR)) {
      with(key).get(path + "/file").then().statusCode(200).body(equalTo("slots of " + run));
    }
    train(ANNA, "{\"model\": \"annas-full\", \"resumeFrom\": \"" + id + "\"}").statusCode(202);
    with(BERT).get("/v1/checkpoints/" + weights + "/file").then().statusCode(200);
    with(READER).get("/v1/checkpoints/" + weights + "/file").then().statusCode(200);
  }

  @Test
  void keyCannotReplaceTheChampionOfAModelThatItDoesNotOwn() throws Exception {
    models.register("of-operators", 4, "weights of of-operators");
    String always = "{\"model\": \"of-operators\", \"promotion\": {\"gate\": \"always\"}";
    String never = always.replace("always", "never") + "}";

    train(BERT, always + "}")
        .statusCode(403)
        .body(
            "detail",
            containsString(
                "model 'of-operators' belongs to the operators and has no gate of its own, so key"
                    + " 'bert' cannot promote into it"));
    train(BERT, "{\"model\": \"of-operators\"}").statusCode(403);
    post(BERT, "/v1/training-jobs/plan", always + "}").statusCode(403);
    post(BERT, "/v1/sweeps", always + ", \"over\": {\"training.seed\": [1, 2]}}").statusCode(403);
    JobId run = JobId.parse(train(BERT, never).statusCode(202).extract().path("id"));
    models.full(run);
    String fork = "/v1/runs/" + run + "/fork";
    post(BERT, fork, "{\"promotion\": {\"gate\": \"always\"}}").statusCode(403);
    post(BERT, fork, "{\"training\": {\"seed\": 2}}").statusCode(202);
    train(Calls.OPERATOR, always + "}")
        .statusCode(202)
        .body("training.promotedBy.key", equalTo("operator"))
        .body("training.promotedBy.operator", equalTo(true));
  }

  @Test
  void modelsOwnGateDecidesForTheKeysThatDoNotOwnIt() throws Exception {
    models.register("open", 4, "weights of open");
    String path = "/v1/models/open";
    String policy =
        "{\"owner\": \"anna\", \"gate\": {\"promotion\": {\"margin\": 0.01}, \"evaluation\":"
            + " {\"size\": 4, \"puzzles\": 10, \"seed\": 77}}}";
    with(BERT)
        .contentType(ContentType.JSON)
        .body(policy)
        .put(path + "/policy")
        .then()
        .statusCode(403);
    for (String wrong :
        List.of(
            policy.replace("anna", "nobody-at-all"),
            policy.replace("\"margin\": 0.01", "\"gate\": \"always\""),
            policy.replace("evaluation", "evaluated"))) {
      Calls.json(wrong).put(path + "/policy").then().statusCode(422);
    }
    Calls.json(policy).put("/v1/models/nothing/policy").then().statusCode(404);

    Calls.json(policy)
        .put(path + "/policy")
        .then()
        .statusCode(200)
        .body("owner", equalTo("anna"))
        .body("gate.evaluation.seed", equalTo(77));

    with(BERT)
        .get(path)
        .then()
        .body("gate.promotion.margin", equalTo(0.01f))
        .body("gate", not(hasKey("evaluation")));
    train(BERT, "{\"model\": \"open\"}")
        .statusCode(202)
        .body("training.promotion.margin", equalTo(0.01f))
        .body("training.promotedBy.operator", equalTo(false));
    String always = "{\"model\": \"open\", \"promotion\": {\"gate\": \"always\"}}";
    train(BERT, always).statusCode(403).body("detail", containsString("its own gate decides"));
    train(ANNA, always).statusCode(202).body("training.promotion.gate", equalTo("always"));
    Calls.json("{}").put(path + "/policy").then().statusCode(200).body("$", not(hasKey("owner")));
    train(ANNA, always).statusCode(403);
  }

  @Test
  void foreignScheduleIsNotThereForASubmitter() {
    String path = "/v1/schedules/of-the-operator";
    Calls.json("{\"cron\": \"0 0 1 1 *\", \"paused\": true, \"job\": {\"model\": \"yearly\"}}")
        .put(path)
        .then()
        .statusCode(200);

    with(BERT).get(path).then().statusCode(404);
    with(BERT).get("/v1/schedules").then().body("schedules.name", not(hasItem("of-the-operator")));
    for (String key : List.of(READER, Calls.OPERATOR)) {
      with(key).get(path).then().statusCode(200);
      with(key).get("/v1/schedules").then().body("schedules.name", hasItem("of-the-operator"));
    }
    operator().delete(path).then().statusCode(204);
  }

  private static ValidatableResponse train(String key, String body) {
    return post(key, "/v1/training-jobs", body);
  }

  private static ValidatableResponse post(String key, String path, String body) {
    return with(key).contentType(ContentType.JSON).body(body).post(path).then();
  }

  private static String submit(String key) {
    return with(key)
        .contentType(ContentType.JSON)
        .body(puzzle(""))
        .post("/v1/solve-jobs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static List<String> ids(String key) {
    return with(key).get("/v1/jobs?limit=200").then().statusCode(200).extract().path("jobs.id");
  }
}
