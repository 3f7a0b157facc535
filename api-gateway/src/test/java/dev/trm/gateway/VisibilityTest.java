package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
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
