package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
  @TestHTTPResource URI address;

  private final HttpClient client = HttpClient.newHttpClient();

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
    await().atMost(PATIENCE).until(() -> stream.names().size() >= 2);
    await().atMost(PATIENCE).until(() -> stream.lines.contains(":alive"));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              solver.tellFirstCycle(id);
              return stream.names().contains("cycle");
            });
    assertThat(stream.names()).containsExactly("state", "state", "cycle");
    solver.finish(id);
    stream.end.join();

    assertThat(stream.names()).containsExactly("state", "state", "cycle", "cycle", "state");
    assertThat(stream.ids()).containsExactly("1", "2", "2.1", "2.2", "3");
    assertThat(stream.data().get(0)).contains("QUEUED");
    assertThat(stream.data().get(4)).contains("SUCCEEDED").contains("\"solved\":true");
  }

  @Test
  void lastEventIdResumesAfterThatEvent() throws Exception {
    solver.answer();
    String id = submit();
    EventStream whole = follow(id, null);
    whole.end.join();
    assertThat(whole.names()).containsExactly("state", "state", "cycle", "cycle", "state");

    EventStream rest = follow(id, whole.ids().get(2));
    rest.end.join();
    EventStream nothing = follow(id, whole.ids().get(4));
    nothing.end.join();

    assertThat(rest.ids()).isEqualTo(whole.ids().subList(3, 5));
    assertThat(rest.data()).isEqualTo(whole.data().subList(3, 5));
    assertThat(nothing.ids()).isEmpty();
  }

  @Test
  void cancelledJobEndsItsStream() throws Exception {
    solver.hold();
    String id = submit();
    EventStream stream = follow(id, null);
    await().atMost(PATIENCE).until(() -> !stream.names().isEmpty());

    operator().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
    stream.end.join();

    assertThat(stream.data().get(stream.data().size() - 1)).contains("CANCELLED");
  }

  private EventStream follow(String id, @Nullable String last)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/v1/jobs/" + id + "/events"))
            .header("Authorization", "Bearer " + Calls.OPERATOR)
            .header("Accept", "text/event-stream");
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<Stream<String>> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    return new EventStream(response.body());
  }

  /** What came so far. */
  private static final class EventStream {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end;

    EventStream(Stream<String> body) {
      end =
          CompletableFuture.runAsync(() -> body.forEach(lines::add))
              .orTimeout(60, TimeUnit.SECONDS);
    }

    List<String> names() {
      return fields("event:");
    }

    List<String> ids() {
      return fields("id:");
    }

    List<String> data() {
      return fields("data:");
    }

    private List<String> fields(String name) {
      return lines.stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).strip())
          .toList();
    }
  }
}
