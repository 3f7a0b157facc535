package dev.trm.gateway.webhooks;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.gateway.webhooks.Receiver.Received;
import dev.trm.gateway.webhooks.Receiver.Reply;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the end of a job to a receiver on loopback, which the tests' configuration allows. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class WebhooksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HANNA = "key-of-hanna-in-the-tests";
  private static final String OTTO = "key-of-otto-in-the-tests";

  @Inject ApiKeys keys;
  @Inject DataSource source;

  private Receiver receiver;

  @BeforeEach
  void start() throws IOException {
    keys.ensure("hanna", ApiKey.Role.SUBMITTER, HANNA);
    keys.ensure("otto", ApiKey.Role.SUBMITTER, OTTO);
    receiver = new Receiver();
  }

  /** Deletes its webhooks, so that no other test's jobs are told to them. */
  @AfterEach
  void stop() {
    for (String id : with(HANNA).get("/v1/webhooks").jsonPath().<String>getList("webhooks.id")) {
      with(HANNA).delete("/v1/webhooks/" + id).then().statusCode(204);
    }
    receiver.close();
  }

  @Test
  void endOfAJobIsPostedSignedWithTheSecretShownOnce() throws Exception {
    JsonPath webhook = make("\"job.cancelled\"");
    String job = cancelledTraining();

    await().atMost(PATIENCE).until(() -> !receiver.received().isEmpty());

    Received message = receiver.received().get(0);
    JsonNode body = JobJson.parse(message.body());
    assertThat(body.path("type").asText()).isEqualTo("job.cancelled");
    assertThat(body.path("data").path("id").asText()).isEqualTo(job);
    assertThat(message.headers()).containsEntry("content-type", "application/json");
    assertThat(message.headers().get("webhook-signature"))
        .isEqualTo("v1," + hmac(webhook.getString("secret"), message));
    long age =
        System.currentTimeMillis() / 1000
            - Long.parseLong(message.headers().get("webhook-timestamp"));
    assertThat(age).isBetween(-5L, 60L);
    String path = "/v1/webhooks/" + webhook.getString("id");
    with(HANNA).get(path).then().statusCode(200).body("secret", nullValue());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                with(HANNA)
                    .get(path + "/deliveries")
                    .then()
                    .body("deliveries[0].state", equalTo("DELIVERED"))
                    .body("deliveries[0].attempts", equalTo(1))
                    .body("deliveries[0].message", equalTo(message.id()))
                    .body("deliveries[0].log[0].status", equalTo(204)));
  }

  @Test
  void failedDeliveryComesAgainWithTheSameIdAndTheLogShowsEveryAnswer() {
    AtomicInteger calls = new AtomicInteger();
    receiver.answer(
        message ->
            calls.incrementAndGet() < 3 ? new Reply(503, "not yet") : new Reply(200, "thanks"));
    String path = "/v1/webhooks/" + make("\"job.cancelled\"").getString("id");

    cancelledTraining();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                with(HANNA)
                    .get(path + "/deliveries")
                    .then()
                    .body("deliveries[0].state", equalTo("DELIVERED"))
                    .body("deliveries[0].log.status", equalTo(List.of(503, 503, 200)))
                    .body("deliveries[0].log[0].answer", equalTo("not yet"))
                    .body("deliveries[0].log[2].answer", equalTo("thanks")));
    assertThat(receiver.received())
        .extracting(Received::id)
        .hasSize(3)
        .containsOnly(receiver.received().get(0).id());
  }

  @Test
  void exhaustedDeliveryIsSentAgainByReplay() {
    receiver.answer(message -> new Reply(500, ""));
    String path = "/v1/webhooks/" + make("\"job.cancelled\"").getString("id");
    cancelledTraining();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                with(HANNA)
                    .get(path + "/deliveries")
                    .then()
                    .body("deliveries[0].state", equalTo("EXHAUSTED")));
    int before = receiver.received().size();
    receiver.answer(message -> new Reply(200, ""));
    int n = with(HANNA).get(path + "/deliveries").path("deliveries[0].n");

    with(HANNA).post(path + "/deliveries/" + n + "/replay").then().statusCode(202);

    await().atMost(PATIENCE).until(() -> receiver.received().size() == before + 1);
    assertThat(receiver.received().get(before).id()).isEqualTo(receiver.received().get(0).id());
    with(OTTO).post(path + "/deliveries/" + n + "/replay").then().statusCode(404);
    with(HANNA).post(path + "/deliveries/999999999/replay").then().statusCode(404);
  }

  /** For the database a sender killed between send and mark is one whose claim has lapsed. */
  @Test
  void messageSentButNotMarkedGoesOutAgainUnderTheSameId() {
    AtomicInteger calls = new AtomicInteger();
    String id = make("\"job.cancelled\"").getString("id");
    receiver.answer(
        message -> {
          if (calls.incrementAndGet() == 1) {
            lapseClaims(id);
          }
          return new Reply(200, "");
        });

    cancelledTraining();

    await().atMost(PATIENCE).until(() -> receiver.received().size() >= 2);
    assertThat(receiver.received().get(1).id()).isEqualTo(receiver.received().get(0).id());
    assertThat(receiver.received().get(1).body()).isEqualTo(receiver.received().get(0).body());
  }

  @Test
  void answerGoneDisablesTheWebhookAndItsOwnerEnablesItAgain() {
    receiver.answer(message -> new Reply(410, ""));
    String path = "/v1/webhooks/" + make("\"job.cancelled\"").getString("id");
    cancelledTraining();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                with(HANNA)
                    .get(path)
                    .then()
                    .body("enabled", equalTo(false))
                    .body("disabledReason", containsString("410")));
    receiver.answer(message -> new Reply(200, ""));

    with(HANNA)
        .contentType("application/merge-patch+json")
        .body("{\"enabled\": true}".getBytes(StandardCharsets.UTF_8))
        .patch(path)
        .then()
        .statusCode(200)
        .body("enabled", equalTo(true));

    await().atMost(PATIENCE).until(() -> receiver.received().size() == 2);
  }

  @Test
  void replacedSecretSignsBesideTheOneBeforeUntilTheOverlapEnds() throws Exception {
    JsonPath webhook = make("\"job.failed\"");
    String path = "/v1/webhooks/" + webhook.getString("id");
    String repeat = UUID.randomUUID().toString();

    String second = replaceSecret(path, repeat, "{\"overlap\": \"PT1H\"}");

    assertThat(second).startsWith("whsec_").isNotEqualTo(webhook.getString("secret"));
    assertThat(replaceSecret(path, repeat, "{\"overlap\": \"PT1H\"}")).isEqualTo(second);
    Received both = tested(path);
    assertThat(both.headers().get("webhook-signature"))
        .isEqualTo("v1," + hmac(second, both) + " v1," + hmac(webhook.getString("secret"), both));

    String third = replaceSecret(path, UUID.randomUUID().toString(), "{\"overlap\": \"PT0S\"}");

    Received alone = tested(path);
    assertThat(alone.headers().get("webhook-signature")).isEqualTo("v1," + hmac(third, alone));
    with(OTTO).contentType("application/json").post(path + "/secret").then().statusCode(404);
    with(HANNA)
        .contentType("application/json")
        .body("{\"overlap\": \"P31D\"}".getBytes(StandardCharsets.UTF_8))
        .post(path + "/secret")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/overlap"));
  }

  @Test
  void secretIsNowhereInTheDatabase() throws Exception {
    String secret = make("\"job.failed\"").getString("secret");
    byte[] bytes = Base64.getDecoder().decode(secret.substring("whsec_".length()));

    try (Connection connection = source.getConnection();
        PreparedStatement look =
            connection.prepareStatement(
                "SELECT count(*) FILTER (WHERE position(? IN secret) > 0), count(*) FROM webhook");
        ResultSet row = query(look, bytes)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getLong(1)).isZero();
      assertThat(row.getLong(2)).isPositive();
    }
  }

  @Test
  void damagedSecretIsAFailureThatTheLogTellsAndReplacingItMendsIt() throws Exception {
    JsonPath webhook = make("\"job.failed\"");
    String path = "/v1/webhooks/" + webhook.getString("id");
    change(
        "UPDATE webhook SET secret = secret || '\\x00' WHERE id = ?::uuid",
        webhook.getString("id"));

    with(HANNA).post(path + "/test").then().statusCode(202);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                with(HANNA)
                    .get(path + "/deliveries")
                    .then()
                    .body("deliveries[0].log[0].error", containsString("damaged")));
    assertThat(receiver.received()).isEmpty();
    String fresh = replaceSecret(path, UUID.randomUUID().toString(), "{\"overlap\": \"PT0S\"}");
    Received message = tested(path);
    assertThat(message.headers().get("webhook-signature")).isEqualTo("v1," + hmac(fresh, message));
  }

  @Test
  void testMessageIsDelivered() {
    String path = "/v1/webhooks/" + make("\"job.failed\"").getString("id");

    int n =
        with(HANNA)
            .header("Idempotency-Key", path)
            .post(path + "/test")
            .then()
            .statusCode(202)
            .body("event", equalTo("webhook.test"))
            .extract()
            .path("n");
    with(HANNA)
        .header("Idempotency-Key", path)
        .post(path + "/test")
        .then()
        .statusCode(202)
        .body("n", equalTo(n));

    await().atMost(PATIENCE).until(() -> !receiver.received().isEmpty());
    assertThat(receiver.received().get(0).body()).contains("webhook.test").contains("hanna");
  }

  @Test
  void webhookOfAnotherIsNotThereButOperatorsSeeIt() {
    String path = "/v1/webhooks/" + make("\"job.failed\"").getString("id");

    with(OTTO).get(path).then().statusCode(404);
    with(OTTO).get(path + "/deliveries").then().statusCode(404);
    with(OTTO).post(path + "/test").then().statusCode(404);
    with(OTTO).delete(path).then().statusCode(404);
    assertThat(with(OTTO).get("/v1/webhooks").jsonPath().getList("webhooks")).isEmpty();
    with("operator-key-of-the-tests").get(path).then().statusCode(200);
  }

  @Test
  void sameKeyAndBodyMakeOneWebhook() {
    String key = UUID.randomUUID().toString();
    Response first = post(key, form("\"job.failed\""));
    Response again = post(key, form("\"job.failed\""));

    assertThat(again.asString()).isEqualTo(first.asString());
    post(key, form("\"job.succeeded\"")).then().statusCode(422);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'events': ['job.failed']}|/url",
        "{'url': 'https://a.example'}|/events",
        "{'url': 7, 'events': ['job.failed']}|/url",
        "{'url': 'ftp://a.example', 'events': ['job.failed']}|/url",
        "{'url': 'https://u:p@a.example', 'events': ['job.failed']}|/url",
        "{'url': 'https://a.example', 'events': []}|/events",
        "{'url': 'https://a.example', 'events': 'job.failed'}|/events",
        "{'url': 'https://a.example', 'events': ['job.started']}|/events",
        "{'url': 'https://a.example', 'events': ['job.failed', 'job.failed']}|/events",
        "{'url': 'https://a.example', 'events': [1]}|/events",
        "{'url': 'https://a.example', 'events': ['job.failed'], 'kind': 'chess'}|/kind",
        "{'url': 'https://a.example', 'events': ['job.failed'], 'enabled': 'yes'}|/enabled",
        "{'url': 'https://a.example', 'events': ['job.failed'], 'secret': 'mine'}|/secret"
      })
  void wrongFormsNameTheField(String body, String pointer) {
    with(HANNA)
        .contentType("application/json")
        .body(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
        .post("/v1/webhooks")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo(pointer));
  }

  private void lapseClaims(String webhook) throws IOException {
    change(
        "UPDATE webhook_delivery SET epoch = epoch + 1, due_at = now() WHERE webhook = ?::uuid",
        webhook);
  }

  private void change(String sql, String webhook) throws IOException {
    try (Connection connection = source.getConnection();
        PreparedStatement change = connection.prepareStatement(sql)) {
      change.setString(1, webhook);
      change.executeUpdate();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static ResultSet query(PreparedStatement statement, byte[] parameter)
      throws SQLException {
    statement.setBytes(1, parameter);
    return statement.executeQuery();
  }

  private static String replaceSecret(String path, String repeat, String body) {
    return with(HANNA)
        .header("Idempotency-Key", repeat)
        .contentType("application/json")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post(path + "/secret")
        .then()
        .statusCode(200)
        .extract()
        .path("secret");
  }

  /** A test message, as the receiver got it. */
  private Received tested(String path) {
    String message = with(HANNA).post(path + "/test").then().extract().path("message");
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                receiver.received().stream()
                    .filter(received -> received.id().equals(message))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Computed here by itself: HMAC-SHA256 over id, timestamp and body, parted by dots. */
  private static String hmac(String secret, Received message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String content =
        message.id() + "." + message.headers().get("webhook-timestamp") + "." + message.body();
    return Base64.getEncoder()
        .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
  }

  private JsonPath make(String events) {
    return post(UUID.randomUUID().toString(), form(events))
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private String form(String events) {
    return "{\"url\": \"" + receiver.url() + "\", \"events\": [" + events + "]}";
  }

  private static Response post(String key, String body) {
    return with(HANNA)
        .header("Idempotency-Key", key)
        .contentType("application/json")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/v1/webhooks");
  }

  /** Nothing in these tests takes trainings, so it ends by this alone. */
  private static String cancelledTraining() {
    String id =
        with(HANNA)
            .contentType("application/json")
            .body("{\"model\": \"hannas\"}".getBytes(StandardCharsets.UTF_8))
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    with(HANNA).post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
    return id;
  }

  private static RequestSpecification with(String key) {
    return given().header("Authorization", "Bearer " + key);
  }
}
