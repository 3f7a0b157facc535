package dev.trm.benchmarks.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** Submits and stops trainings over the REST interface. */
final class Trainings {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI gateway;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Trainings(URI gateway, String key) {
    this.gateway = gateway;
    this.key = key;
  }

  /** Submits a run and returns its id. */
  String submit(String body) throws IOException, InterruptedException {
    return post("/v1/training-jobs", body).path("id").asText();
  }

  void cancel(String run) throws IOException, InterruptedException {
    post("/v1/jobs/" + run + "/cancel", "");
  }

  /** Drains a worker, or lets it take jobs again. */
  void drain(String worker, boolean drained) throws IOException, InterruptedException {
    post("/v1/workers/" + worker + (drained ? "/drain" : "/undrain"), "");
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "POST " + path + " was answered with " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }
}
