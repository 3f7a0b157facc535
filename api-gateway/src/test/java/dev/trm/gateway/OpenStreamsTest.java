package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many event streams a key may have, and how long they last. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class OpenStreamsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** As the tests' configuration has it. */
  private static final int MOST = 12;

  @Inject DataSource source;
  @Inject TestModels models;
  @Inject Event<ShutdownDelayInitiatedEvent> stopping;

  @ConfigProperty(name = "quarkus.shutdown.timeout")
  Duration shutdownTimeout;

  @TestHTTPResource URI address;

  private final String name = "s-" + UUID.randomUUID();
  private String key = "";
  private String job = "";

  @BeforeEach
  void submit() throws Exception {
    models.usual();
    key =
        json("{\"name\": \"" + name + "\", \"role\": \"submitter\"}")
            .post("/v1/keys")
            .then()
            .statusCode(201)
            .extract()
            .path("key");
    // Nothing in these tests takes trainings, so its stream is quiet.
    job =
        with(key)
            .contentType(ContentType.JSON)
            .body("{\"model\": \"streamed\"}")
            .post("/v1/training-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
  }

  @AfterEach
  void cancel() {
    operator().post("/v1/jobs/" + job + "/cancel").then().statusCode(200);
  }

  @Test
  void streamBeyondTheLimitIsRefusedUntilAnotherIsClosed() throws Exception {
    List<EventStream> streams = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      streams.add(EventStream.follow(address, key, job, null));
    }

    with(key)
        .get("/v1/jobs/" + job + "/events")
        .then()
        .statusCode(429)
        .contentType("application/problem+json")
        .body("detail", containsString("'" + name + "' has 12 event streams open"))
        .body("detail", containsString("trm.gateway.max-streams"));
    EventStream.follow(address, Calls.OPERATOR, job, null).close();
    streams.remove(0).close();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .until(() -> streams.add(EventStream.follow(address, key, job, null)));

    for (EventStream stream : streams) {
      stream.close();
    }
  }

  /** Requests under way are waited for when the gateway stops, so these must not go on. */
  @Test
  void streamsAndWaitsEndWhenTheGatewayIsAboutToStop() throws Exception {
    assertThat(shutdownTimeout).isEqualTo(Duration.ofSeconds(10));
    EventStream stream = EventStream.follow(address, key, job, null);
    CompletableFuture<Response> waiting =
        CompletableFuture.supplyAsync(
            () ->
                with(key)
                    .contentType(ContentType.JSON)
                    .header("Prefer", "wait=60")
                    .body(Calls.puzzle(", \"options\": {\"delay\": \"PT1H\"}"))
                    .post("/v1/solve-jobs"));
    await()
        .atMost(PATIENCE)
        .until(() -> with(key).get("/v1/jobs?kind=solve").jsonPath().getList("jobs").size() == 1);

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              stopping.fire(new ShutdownDelayInitiatedEvent());
              return waiting.isDone();
            });

    stream.awaitEnd();
    assertThat(stream.lines()).anyMatch(line -> line.contains("the gateway stops"));
    Response answer = waiting.get();
    answer.then().statusCode(202).body("state", equalTo("QUEUED"));
    with(key).post("/v1/jobs/" + answer.path("id") + "/cancel").then().statusCode(200);
  }

  @Test
  void requestWithoutABodyHoldsNoStreamOpen() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i <= MOST; i++) {
      HttpRequest head =
          HttpRequest.newBuilder(address.resolve("/v1/jobs/" + job + "/events"))
              .header("Authorization", "Bearer " + key)
              .method("HEAD", HttpRequest.BodyPublishers.noBody())
              .build();
      HttpResponse<Void> answer =
          client
              .sendAsync(head, HttpResponse.BodyHandlers.discarding())
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
    }

    EventStream.follow(address, key, job, null).close();
  }

  @Test
  void streamOfARevokedKeyEndsAndThoseOfOthersGoOn() throws Exception {
    EventStream stream = EventStream.follow(address, key, job, null);
    EventStream operators = EventStream.follow(address, Calls.OPERATOR, job, null);

    operator().delete("/v1/keys/" + name).then().statusCode(200);
    stream.awaitEnd();

    assertThat(stream.lines()).contains(":this key may hear no more of this job");
    assertThat(stream.data()).hasSize(1).first().asString().contains("QUEUED");
    int beats = operators.lines().size();
    await().atMost(PATIENCE).until(() -> operators.lines().size() > beats);
    operators.close();
  }

  /** As another gateway would, which this one learns of by asking only. */
  @Test
  void streamOfAKeyThatExpiresEnds() throws Exception {
    EventStream stream = EventStream.follow(address, key, job, null);

    change("UPDATE api_key SET expires_at = clock_timestamp() WHERE name = ?");

    stream.awaitEnd();
  }

  @Test
  void streamByATextThatWasRotatedAwayEndsAndOneByTheNewTextDoesNot() throws Exception {
    EventStream old = EventStream.follow(address, key, job, null);
    String text = json("{}").post("/v1/keys/" + name + "/rotate").then().extract().path("key");
    EventStream fresh = EventStream.follow(address, text, job, null);

    old.awaitEnd();

    int beats = fresh.lines().size();
    await().atMost(PATIENCE).until(() -> fresh.lines().size() > beats);
    fresh.close();
  }

  @Test
  void streamOfAReaderThatBecomesASubmitterEndsWhereItsJobIsAnothers() throws Exception {
    String another = "s-" + UUID.randomUUID();
    String reader =
        json("{\"name\": \"" + another + "\", \"role\": \"reader\"}")
            .post("/v1/keys")
            .then()
            .statusCode(201)
            .extract()
            .path("key");
    EventStream stream = EventStream.follow(address, reader, job, null);

    operator()
        .contentType("application/merge-patch+json")
        .body("{\"role\": \"submitter\"}".getBytes(StandardCharsets.UTF_8))
        .patch("/v1/keys/" + another)
        .then()
        .statusCode(200);

    stream.awaitEnd();
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }
}
