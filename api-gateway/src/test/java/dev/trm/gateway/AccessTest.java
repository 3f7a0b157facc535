package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static dev.trm.gateway.Calls.with;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class AccessTest {
  private static final String READER = "reader-key-of-the-tests";
  private static final String SUBMITTER = "submitter-key-of-the-tests";

  @Inject ApiKeys keys;
  @Inject TestModels models;
  @Inject DataSource source;

  @BeforeEach
  void register() throws Exception {
    keys.ensure("rita", ApiKey.Role.READER, READER);
    keys.ensure("sam", ApiKey.Role.SUBMITTER, SUBMITTER);
    models.usual();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/jobs",
        "/v1/no-such-thing",
        "/q/metrics",
        "/q/openapi",
        "/q/swagger-ui",
        "/q/healthy",
        "/q/health/../metrics",
        "/v1/hooks/../jobs",
        "/v1/hooks/%2e%2e/%2e%2e/q/metrics",
        "/v1/hooks",
        "/v1/session",
        "/%76%31/jobs",
        "/app/../v1/jobs",
        "/app/%2e%2e/q/metrics",
        "/v1",
        "/q"
      })
  void everyRouteButHealthAndPagesNeedsAKey(String path) {
    given()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", containsString("Bearer"))
        .body("status", equalTo(401));
  }

  @ParameterizedTest
  @ValueSource(strings = {"//v1/jobs", "//q/metrics", "/Q/metrics", "/V1/jobs", "/;/v1/jobs"})
  void anotherSpellingOfARouteIsNoWayAroundTheGate(String path) {
    given()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(anyOf(equalTo(401), equalTo(404)))
        .contentType("application/problem+json");
  }

  @Test
  void healthIsOpen() {
    given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer nobody-has-this-key", "Basic b3BlcmF0b3I6eA==", "Bearer", ""})
  void otherCredentialsAreRefused(String authorization) {
    given()
        .header("Authorization", authorization)
        .get("/v1/jobs")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", containsString("Bearer realm"));
  }

  @Test
  void readerLooksButDoesNotSubmit() {
    with(READER).get("/v1/jobs").then().statusCode(200);
    with(READER)
        .contentType(ContentType.JSON)
        .body(puzzle(""))
        .post("/v1/solve-jobs")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("detail", containsString("'rita' has the role reader; this needs submitter"));
  }

  @Test
  void submitterSubmitsUnderItsNameButDoesNotOperate() {
    String id =
        with(SUBMITTER)
            .contentType(ContentType.JSON)
            .body(puzzle(""))
            .post("/v1/solve-jobs")
            .then()
            .statusCode(202)
            .body("submittedBy", equalTo("sam"))
            .extract()
            .path("id");
    with(SUBMITTER).post("/v1/quarantine/" + id + "/release").then().statusCode(403);
    with(SUBMITTER)
        .contentType(ContentType.JSON)
        .post("/v1/models/sudoku-4x4/rollback")
        .then()
        .statusCode(403);
    with(SUBMITTER)
        .contentType(ContentType.JSON)
        .body("{\"version\": 1}")
        .put("/v1/models/sudoku-4x4/aliases/champion")
        .then()
        .statusCode(403);
    with(SUBMITTER).post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
  }

  @Test
  void metricsAndTheDescriptionAreServedToKeys() {
    operator()
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("trm_jobs_queued{kind=\"solve\""));
    operator()
        .accept("application/json")
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/v1/solve-jobs'.post.summary", equalTo("Submit a puzzle"))
        .body(
            "paths.'/v1/solve-jobs'.post.requestBody.content.'application/json'.examples.least",
            notNullValue())
        .body("components.schemas.Problem.required", notNullValue())
        .body("components.schemas.JobView", notNullValue())
        .body("components.securitySchemes.key.scheme", equalTo("bearer"));
    operator().get("/q/swagger-ui/").then().statusCode(200);
  }

  /** As after a failover to a server that is not promoted yet. */
  @Test
  void readsGoOnWhileTheDatabaseTakesNoWrites() throws Exception {
    String text = "key-that-was-never-used-before";
    keys.ensure("ronja", ApiKey.Role.SUBMITTER, text);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("ALTER SYSTEM SET default_transaction_read_only = on");
      statement.execute("SELECT pg_reload_conf()");
      try {
        await()
            .until(
                () ->
                    with(text)
                            .contentType(ContentType.JSON)
                            .body(puzzle(""))
                            .post("/v1/solve-jobs")
                            .statusCode()
                        == 503);
        with(text).get("/v1/jobs").then().statusCode(200);
        with(text).get("/v1/models").then().statusCode(200);
      } finally {
        statement.execute("ALTER SYSTEM RESET default_transaction_read_only");
        statement.execute("SELECT pg_reload_conf()");
        statement.execute("RESET default_transaction_read_only");
      }
    }
    await()
        .until(
            () ->
                with(text)
                        .contentType(ContentType.JSON)
                        .body(puzzle(""))
                        .post("/v1/solve-jobs")
                        .statusCode()
                    == 202);
  }
}
