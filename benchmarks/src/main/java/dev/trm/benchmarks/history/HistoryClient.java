package dev.trm.benchmarks.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Submits and reads jobs over the REST interface. */
final class HistoryClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_PER_MINUTE = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final URI gateway;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HistoryClient(URI gateway, String key) {
    this.gateway = gateway;
    this.key = key;
  }

  /** The same client with another key. */
  HistoryClient with(String otherKey) {
    return new HistoryClient(gateway, otherKey);
  }

  /** Creates a submitter's key. */
  String submitterKey(String name) throws IOException, InterruptedException {
    return post(
            "/v1/keys", Map.of("name", name, "role", "submitter", "ratePerMinute", MOST_PER_MINUTE))
        .path("key")
        .asText();
  }

  /** Submits a puzzle with the model and default settings; returns the job's id immediately. */
  String submit(String grid) throws IOException, InterruptedException {
    return post("/v1/solve-jobs", Map.of("puzzle", Map.of("kind", "sudoku", "grid", grid)))
        .path("id")
        .asText();
  }

  /** Sends a POST request without a body. */
  void act(String path) throws IOException, InterruptedException {
    post(path, Map.of());
  }

  /** The whole response body; for an event stream, until it ends. */
  String body(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  private JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return JSON.readTree(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + key);
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          request.method()
              + " "
              + request.uri().getPath()
              + " was answered with "
              + response.statusCode()
              + ": "
              + response.body());
    }
    return response.body();
  }
}
