package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.RunStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server-sent events, read line by line. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class EventsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject TestSolver solver;
  @Inject TestModels models;
  @Inject JobStore jobs;
  @Inject RunStore runs;
  @TestHTTPResource URI address;

  @BeforeEach
  void register() throws Exception {
    models.usual();
  }

  @Test
  void followerHearsWhatWasThenWhatHappensAndTheStreamEndsWithTheJob() throws Exception {
    solver.hold();
    String id = submit();
    await().atMost(PATIENCE).until(() -> solver.holds(id));

    EventStream stream = follow(id, null);
    assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
    await().atMost(PATIENCE).until(() -> stream.names().size() >= 2);
    await().atMost(PATIENCE).until(() -> stream.lines().contains(":alive"));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              solver.tellCycle(id, 1);
              return stream.names().contains("cycle");
            });
    assertThat(stream.names()).containsExactly("state", "state", "cycle");
    solver.finish(id);
    stream.awaitEnd();

    assertThat(stream.names()).containsExactly("state", "state", "cycle", "cycle", "state");
    assertThat(stream.ids()).containsExactly("1", "2", "2.1", "2.2", "3");
    assertThat(stream.lines())
        .as("only the fields that the standard has")
        .allMatch(line -> line.matches("|(id|event|data|retry)?:.*"));
    assertThat(stream.data().get(0)).contains("QUEUED");
    assertThat(stream.data().get(4)).contains("SUCCEEDED").contains("\"solved\":true");
  }

  @Test
  void cycleThatWasMissedComesWithTheEndAndThoseAfterItInOrder() throws Exception {
    solver.hold();
    String id = submit();
    await().atMost(PATIENCE).until(() -> solver.holds(id));
    EventStream resumed = follow(id, "1");
    await().atMost(PATIENCE).until(() -> resumed.ids().contains("2"));
    EventStream anew = follow(id, null);
    await().atMost(PATIENCE).until(() -> anew.ids().contains("2"));

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              solver.tellCycle(id, 2);
              return anew.ids().contains("2.2");
            });
    solver.finish(id);
    resumed.awaitEnd();
    anew.awaitEnd();

    assertThat(resumed.ids()).containsExactly("2", "2.1", "2.2", "3");
    assertThat(anew.ids()).as("it came in the middle").containsExactly("1", "2", "2.2", "3");
  }

  @Test
  void cyclesOfSeveralAttemptsAreNumberedThroughAndNameTheirAttempt() throws Exception {
    solver.answer();
    String id =
        json(Calls.puzzle(", \"options\": {\"search\": {\"attempts\": 4, \"seed\": 7}}"))
            .post("/v1/solve-jobs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");

    EventStream stream = follow(id, null);
    stream.awaitEnd();

    assertThat(stream.ids()).containsExactly("1", "2", "2.1", "2.2", "2.3", "3");
    assertThat(stream.data().get(2)).contains("\"attempt\":1,\"cycle\":1");
    assertThat(stream.data().get(3)).contains("\"attempt\":2,\"cycle\":1");
    assertThat(stream.data().get(4)).contains("\"attempt\":2,\"cycle\":2");
  }

  @Test
  void lastEventIdResumesAfterThatEvent() throws Exception {
    solver.answer();
    String id = submit();
    EventStream whole = follow(id, null);
    whole.awaitEnd();
    assertThat(whole.names()).containsExactly("state", "state", "cycle", "cycle", "state");

    assertThat(whole.data().get(2))
        .as("the first draft leaves all as it was: each blank cell breaks a rule")
        .contains("\"confidence\":\"")
        .contains("\"brokenCells\":[1,3,4,5,7,8,10,11,12,14]");

    EventStream rest = follow(id, whole.ids().get(2));
    rest.awaitEnd();

    assertThat(rest.ids()).isEqualTo(whole.ids().subList(3, 5));
    assertThat(rest.data()).isEqualTo(whole.data().subList(3, 5));
    operator()
        .header("Last-Event-ID", whole.ids().get(4))
        .get("/v1/jobs/" + id + "/events")
        .then()
        .statusCode(204);
  }

  @Test
  void anEventThatHasNeverBeenIsNothingToGoOnFrom() {
    solver.hold();
    String running = submit();
    await().atMost(PATIENCE).until(() -> solver.holds(running));
    refused(running, "3");
    refused(running, "3.1");
    // Sixteen attempts of sixteen cycles may come.
    refused(running, "2.257");

    solver.finish(running);
    await()
        .atMost(PATIENCE)
        .until(() -> operator().get("/v1/jobs/" + running).path("state").equals("SUCCEEDED"));
    refused(running, "3.1");
    refused(running, "999");
    refused(running, "999999999.999999999999999999");
  }

  @Test
  void aStepThatATrainingHasNotComeToIsNothingToGoOnFrom() throws Exception {
    JobId id =
        JobId.parse(
            json("{\"model\": \"followed\", \"dataset\": {\"size\": 4}}")
                .post("/v1/training-jobs")
                .then()
                .statusCode(202)
                .extract()
                .path("id"));
    Claim claim = jobs.claim("w", List.of(id), JobKind.TRAIN, Duration.ofMinutes(1)).get(0);
    refused(id.toString(), "2.1");
    runs.metrics(claim, List.of(new MetricPoint(20, "loss", 1), new MetricPoint(40, "loss", 1)));
    refused(id.toString(), "2.41");

    EventStream rest = follow(id.toString(), "2.20");
    await().atMost(PATIENCE).until(() -> rest.ids().contains("2.40"));
    jobs.cancel(id, "test");
    rest.awaitEnd();

    assertThat(rest.ids()).containsExactly("2.40", "3");
  }

  private static void refused(String id, String last) {
    operator()
        .header("Last-Event-ID", last)
        .get("/v1/jobs/" + id + "/events")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].header", equalTo("Last-Event-ID"))
        .body("detail", containsString("Last-Event-ID is '" + last + "'; there has been no such"));
  }

  @Test
  void cancelledJobEndsItsStream() throws Exception {
    solver.hold();
    String id = submit();
    EventStream stream = follow(id, null);
    await().atMost(PATIENCE).until(() -> !stream.names().isEmpty());

    operator().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
    stream.awaitEnd();

    assertThat(stream.data().get(stream.data().size() - 1)).contains("CANCELLED");
  }

  private EventStream follow(String id, @Nullable String last)
      throws IOException, InterruptedException {
    return EventStream.follow(address, Calls.OPERATOR, id, last);
  }
}
