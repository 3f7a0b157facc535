package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The same done to all jobs that fit; trainings, which nothing takes in these tests. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class BulkJobsTest {
  private final String model = "bulk-" + UUID.randomUUID();

  @Test
  void allThatFitAreCancelledAPieceACallAndOthersAreLeft() {
    List<String> jobs = submitted(3);
    String other = train(Calls.OPERATOR, model + "-other");

    JsonPath first = bulk("cancel", "QUEUED", ", \"limit\": 2").jsonPath();
    assertThat(first.getInt("done")).isEqualTo(2);
    bulk("cancel", "QUEUED", ", \"cursor\": \"" + first.getString("next") + "\"")
        .then()
        .statusCode(200)
        .body("done", equalTo(1))
        .body("next", nullValue());

    jobs.forEach(job -> state(job, "CANCELLED"));
    state(other, "QUEUED");
    operator().post("/v1/jobs/" + other + "/cancel").then().statusCode(200);
  }

  @Test
  void allThatFitAreRunAgainOnceHoweverOftenTheSameCallComes() {
    submitted(3);
    bulk("cancel", "QUEUED", "").then().body("done", equalTo(3));
    String key = UUID.randomUUID().toString();

    for (int time = 0; time < 2; time++) {
      json(body("CANCELLED", ""))
          .header("Idempotency-Key", key)
          .post("/v1/jobs/retry")
          .then()
          .statusCode(200)
          .body("done", equalTo(3));
    }

    List<String> again =
        operator()
            .get("/v1/jobs?state=QUEUED&model=" + model)
            .jsonPath()
            .getList("jobs.retryOf", String.class);
    assertThat(again).hasSize(3).doesNotHaveDuplicates().doesNotContainNull();
    bulk("cancel", "QUEUED", "").then().body("done", equalTo(3));
  }

  @Test
  void submitterActsOnItsOwnOnlyAndAReaderOnNone() {
    String own = "b-" + UUID.randomUUID();
    String key = key(own, "submitter");
    String mine = train(key, model);
    String foreign = train(Calls.OPERATOR, model);

    with(key)
        .contentType(ContentType.JSON)
        .body(body("QUEUED", ""))
        .post("/v1/jobs/cancel")
        .then()
        .statusCode(200)
        .body("done", equalTo(1));
    with(key("b-" + UUID.randomUUID(), "reader"))
        .contentType(ContentType.JSON)
        .body(body("QUEUED", ""))
        .post("/v1/jobs/cancel")
        .then()
        .statusCode(403);

    state(mine, "CANCELLED");
    state(foreign, "QUEUED");
    operator().post("/v1/jobs/" + foreign + "/cancel").then().statusCode(200);
  }

  private static void state(String job, String state) {
    operator().get("/v1/jobs/" + job).then().body("state", equalTo(state));
  }

  private Response bulk(String deed, String state, String more) {
    return json(body(state, more)).post("/v1/jobs/" + deed);
  }

  private String body(String state, String more) {
    return "{\"state\": \"" + state + "\", \"model\": \"" + model + "\"" + more + "}";
  }

  private List<String> submitted(int count) {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      jobs.add(train(Calls.OPERATOR, model));
    }
    return jobs;
  }

  private static String train(String key, String model) {
    return with(key)
        .contentType(ContentType.JSON)
        .body("{\"model\": \"" + model + "\"}")
        .post("/v1/training-jobs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static String key(String name, String role) {
    return json("{\"name\": \"" + name + "\", \"role\": \"" + role + "\"}")
        .post("/v1/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("key");
  }
}
