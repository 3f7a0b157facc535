package dev.trm.standalone;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Follows a job like a page: when the event stream breaks, it reconnects with {@code
 * Last-Event-ID}, without waiting until the gateway is ready.
 */
final class ResumingFollower implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long AGAIN_MILLIS = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI events;
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "follower");
  private volatile String state = "";

  private ResumingFollower(URI events) {
    this.events = events;
  }

  static ResumingFollower follow(URI gateway, String job) {
    ResumingFollower follower =
        new ResumingFollower(gateway.resolve("/v1/jobs/" + job + "/events"));
    follower.thread.setDaemon(true);
    follower.thread.start();
    return follower;
  }

  /** The received ids, in order of arrival. */
  List<String> ids() {
    return List.copyOf(ids);
  }

  /** The ids as numbers that have the same order. */
  List<Double> numbers() {
    return ids.stream()
        .map(id -> id.split("\\.", 2))
        .map(
            parts ->
                Long.parseLong(parts[0]) + (parts.length < 2 ? 0 : Long.parseLong(parts[1]) / 1e9))
        .toList();
  }

  /** The number of connections that were answered with a stream. */
  int connections() {
    return connections.get();
  }

  void awaitEnd(String finalState) {
    await().atMost(Duration.ofSeconds(60)).until(() -> state.equals(finalState));
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void run() {
    try {
      while (!isFinal()) {
        try {
          read();
        } catch (IOException broken) {
          TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        SeparateServices.authorized(events).header("Accept", "text/event-stream");
    if (!ids.isEmpty()) {
      request.header("Last-Event-ID", ids.get(ids.size() - 1));
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() != 200) {
        throw new IOException("answered with " + response.statusCode());
      }
      connections.incrementAndGet();
      String id = "";
      for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          take(id, JSON.readTree(line.substring(5)));
        }
      }
    }
  }

  /** An event counts as received once its data has arrived. */
  private void take(String id, JsonNode event) {
    ids.add(id);
    if (event.path("type").asText().equals("state")) {
      state = event.at("/data/state").asText();
    }
  }

  private boolean isFinal() {
    return List.of("SUCCEEDED", "FAILED", "CANCELLED").contains(state);
  }
}
