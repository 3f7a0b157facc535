package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static dev.trm.gateway.Calls.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.gateway.quotas.KeyUploads;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one key may take of what all share. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class QuotasTest {
  private static final String LATER = ", \"options\": {\"delay\": \"P30D\"}";

  @Inject TestModels models;
  @Inject TestSolver solver;
  @Inject KeyUploads uploads;
  @Inject ApiKeys keys;

  @BeforeEach
  void begin() throws Exception {
    models.usual();
    solver.answer();
  }

  @Test
  void delayedJobsHaveAQuotaOfTheirOwn() {
    String key = key("{\"delayedJobs\": 2, \"queuedJobs\": 50}");
    submit(key, LATER).then().statusCode(202);
    String second = submit(key, LATER).then().statusCode(202).extract().path("id");

    submit(key, LATER)
        .then()
        .statusCode(429)
        .body("type", equalTo("urn:trm:problem:quota-exceeded"))
        .body(
            "detail",
            allOf(
                containsString("has 2 delayed jobs and may have 2"),
                containsString("(quota delayedJobs)"),
                containsString("cancel some")));
    submit(key, "").then().statusCode(202);
    submit(key("{}"), LATER).then().statusCode(202);
    with(key).post("/v1/jobs/" + second + "/cancel").then().statusCode(200);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> submit(key, LATER).then().statusCode(202));
    cancelAll(key);
  }

  @Test
  void batchBeyondAQuotaIsNotTakenUnderAnIdempotencyKey() {
    String key = key("{\"delayedJobs\": 4}");

    batch(key, 5, LATER, "all")
        .then()
        .statusCode(429)
        .body("detail", containsString("no room for 5 more"));
    with(key).get("/v1/jobs").then().body("jobs.size()", equalTo(0));
    batch(key, 4, LATER, "four").then().statusCode(202).body("accepted", equalTo(4));
    cancelAll(key);
  }

  @Test
  void batchBeyondAQuotaIsTakenUpToItWithoutAnIdempotencyKey() {
    String key = key("{\"delayedJobs\": 501}");

    batch(key, 600, LATER, null)
        .then()
        .statusCode(202)
        .body("accepted", equalTo(500))
        .body("notTakenFrom", equalTo(501))
        .body("problems[0].detail", containsString("quota delayedJobs"));
    cancelAll(key);
  }

  @Test
  void manyRequestsAtOnceStayWithinTheQuota() throws Exception {
    String key = key("{\"delayedJobs\": 5}");
    ExecutorService callers = Executors.newFixedThreadPool(8);
    List<Integer> answers = new ArrayList<>();
    try {
      Callable<Integer> call = () -> submit(key, LATER).statusCode();
      for (Future<Integer> answer :
          callers.invokeAll(IntStream.range(0, 24).mapToObj(i -> call).toList())) {
        answers.add(answer.get());
      }
    } finally {
      callers.shutdown();
    }

    assertThat(answers).hasSize(24).containsOnly(202, 429);
    assertThat(answers.stream().filter(status -> status == 202)).hasSize(5);
    cancelAll(key);
  }

  @Test
  void changedQuotaCountsAtOnceAndOneTakenAwayIsTheDefaultAgain() {
    String name = name();
    String key = key(name, "submitter", "{\"delayedJobs\": 0, \"webhooks\": 3}");
    submit(key, LATER).then().statusCode(429);

    json("{\"quotas\": {\"delayedJobs\": null}}")
        .patch("/v1/keys/" + name)
        .then()
        .statusCode(200)
        .body("quotas.delayedJobs", nullValue())
        .body("quotas.webhooks", equalTo(3));
    submit(key, LATER).then().statusCode(202);
    cancelAll(key);

    json("{\"quotas\": {\"delayedJob\": 1}}")
        .patch("/v1/keys/" + name)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/quotas/delayedJob"))
        .body("detail", containsString("did you mean delayedJobs?"));
    json("{\"quotas\": {\"uploads\": -1}}")
        .patch("/v1/keys/" + name)
        .then()
        .statusCode(422)
        .body("detail", containsString("uploads is -1"));
  }

  @Test
  void operatorHasNoQuotaExceptItsOwn() {
    String key = key(name(), "operator", "{\"delayedJobs\": 1}");
    submit(key, LATER).then().statusCode(202);
    submit(key, LATER).then().statusCode(429);
    operator().get("/v1/keys/operator").then().body("quotas", equalTo(Map.of()));
    operator().delete("/v1/keys/" + name(key)).then().statusCode(200);
  }

  @Test
  void dataSetsAreKeptUpToTheQuota() {
    String key = key("{\"storedBytes\": 1200}");
    String first = "data-" + UUID.randomUUID();
    dataset(key, first, 16).then().statusCode(201);

    dataset(key, "data-" + UUID.randomUUID(), 16)
        .then()
        .statusCode(429)
        .body("detail", containsString("quota storedBytes"))
        .body("detail", containsString("Delete data sets"));
    with(key).delete("/v1/datasets/" + first).then().statusCode(204);
    dataset(key, "data-" + UUID.randomUUID(), 16).then().statusCode(201);
  }

  @Test
  void bytesOfASpooledBatchCountWhileItIsReceived() {
    String key = key("{\"storedBytes\": 200}");
    batch(key, 10, LATER, "large")
        .then()
        .statusCode(429)
        .body("detail", containsString("quota storedBytes"));
    batch(key, 1, LATER, "small").then().statusCode(202);
    cancelAll(key);
  }

  @Test
  void uploadsAtATimeAreLimited() {
    String key = key("{\"uploads\": 1}");
    ApiKey owner = keys.find(key).orElseThrow();
    try (KeyUploads.Upload held = uploads.begin(owner, 0)) {
      assertThat(held).isNotNull();
      batch(key, 1, LATER, null)
          .then()
          .statusCode(429)
          .header("Retry-After", "5")
          .body("detail", containsString("quota uploads"));
      dataset(key, "data-" + UUID.randomUUID(), 4).then().statusCode(429);
    }
    batch(key, 1, LATER, null).then().statusCode(202);
    cancelAll(key);
  }

  @Test
  void sessionsOfAKeyAreLimited() {
    String key = key("{\"sessions\": 2}");
    String cookie = signIn(key).then().statusCode(200).extract().cookie("trm-session");
    signIn(key).then().statusCode(200);

    Response refused = signIn(key);
    refused.then().statusCode(429).body("detail", containsString("quota sessions"));
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(40_000, 43_200);
    given()
        .cookie("trm-session", cookie)
        .header("Origin", RestAssured.baseURI + ":" + RestAssured.port)
        .delete("/v1/session")
        .then()
        .statusCode(204);
    signIn(key).then().statusCode(200);
  }

  @Test
  void signingInCountsAgainstTheRateOfTheKey() {
    String name = name();
    String key = key(name, "submitter", "{}");
    json("{\"ratePerMinute\": 2}").patch("/v1/keys/" + name).then().statusCode(200);
    List<Integer> answers =
        IntStream.range(0, 4).mapToObj(i -> signIn(key).statusCode()).collect(Collectors.toList());

    assertThat(answers).startsWith(200).endsWith(429);
    signIn(key)
        .then()
        .header("RateLimit-Policy", "\"key\";q=2;w=60")
        .body("detail", containsString("may call 2 times a minute"));
  }

  @Test
  void webhooksOfAKeyAreLimited() {
    String key = key("{\"webhooks\": 1}");
    webhook(key, "/first").then().statusCode(201);
    webhook(key, "/second")
        .then()
        .statusCode(429)
        .body("detail", containsString("has 1 webhooks and may have 1 (quota webhooks)"));
    List<String> ids = with(key).get("/v1/webhooks").then().extract().path("webhooks.id");
    ids.forEach(id -> with(key).delete("/v1/webhooks/" + id).then().statusCode(204));
  }

  private static String name() {
    return "quota-" + UUID.randomUUID();
  }

  private String name(String key) {
    return keys.find(key).orElseThrow().name();
  }

  private static String key(String quotas) {
    return key(name(), "submitter", quotas);
  }

  private static String key(String name, String role, String quotas) {
    return json(String.format(
            "{\"name\": \"%s\", \"role\": \"%s\", \"quotas\": %s}", name, role, quotas))
        .post("/v1/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("key");
  }

  private static Response submit(String key, String more) {
    return with(key).contentType(ContentType.JSON).body(puzzle(more)).post("/v1/solve-jobs");
  }

  private static Response batch(
      String key, int lines, String more, @Nullable String idempotencyKey) {
    var request =
        with(key)
            .contentType("application/x-ndjson")
            .body((puzzle(more) + "\n").repeat(lines).getBytes(StandardCharsets.UTF_8));
    return (idempotencyKey == null ? request : request.header("Idempotency-Key", idempotencyKey))
        .post("/v1/solve-jobs/batch");
  }

  private static Response dataset(String key, String name, int pairs) {
    String body =
        IntStream.range(0, pairs)
            .mapToObj(i -> "{\"input\": [[" + i + ", 0]], \"output\": [[0, " + i + "]]}\n")
            .collect(Collectors.joining());
    return with(key)
        .contentType("application/x-ndjson")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/v1/datasets?heldOut=0.5&name=" + name);
  }

  private static Response signIn(String key) {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"key\": \"" + key + "\"}")
        .post("/v1/session");
  }

  private static Response webhook(String key, String path) {
    return with(key)
        .contentType(ContentType.JSON)
        .body("{\"url\": \"http://127.0.0.1:9" + path + "\", \"events\": [\"job.failed\"]}")
        .post("/v1/webhooks");
  }

  /** What is left delayed would count in other tests. */
  private static void cancelAll(String key) {
    String next = "";
    while (next != null) {
      String cursor = next.isEmpty() ? "" : ", \"cursor\": \"" + next + "\"";
      next =
          with(key)
              .contentType(ContentType.JSON)
              .body("{\"state\": \"QUEUED\"" + cursor + "}")
              .post("/v1/jobs/cancel")
              .then()
              .statusCode(200)
              .extract()
              .path("next");
    }
  }
}
