package dev.trm.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.embedded.FreePort;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged standalone on its own data directory: embedded Kafka and PostgreSQL, a solver, a
 * trainer and the shipped models. It starts without jobs, like a first start.
 */
final class RunningSystem implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final Path home;
  private final URI address;
  private Process process;

  private RunningSystem(Path home, URI address) throws IOException {
    this.home = home;
    this.address = address;
    this.process = launch();
  }

  /** Starts a system and returns when it is ready. */
  static RunningSystem start() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("trm-browser-tests");
    RunningSystem system =
        new RunningSystem(home, URI.create("http://127.0.0.1:" + FreePort.next()));
    system.awaitReady();
    return system;
  }

  private Process launch() throws IOException {
    Path jar = Path.of("..", "standalone", "target", "quarkus-app", "quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IOException(jar + " is missing; mvn package makes it");
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(home.resolve("log").toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("TRM_HOME", home.resolve("data").toString());
    environment.put("TRM_PORT", Integer.toString(address.getPort()));
    // A single crash is enough here to quarantine a job.
    environment.put("TRM_RELAY_MAX_CRASHES", "1");
    // The tests themselves receive the webhooks.
    environment.put("TRM_GATEWAY_WEBHOOKS_ALLOW_PRIVATE", "true");
    environment.put("TRM_GATEWAY_WEBHOOKS_ALLOW_HTTP", "true");
    environment.put("TRM_GATEWAY_WEBHOOKS_PORTS", "0");
    return builder.start();
  }

  URI address() {
    return address;
  }

  /**
   * Produces a quarantined training: it ran alone in its worker when the whole system was killed,
   * and the restarted system blames it for the crash.
   */
  String quarantined() throws IOException, InterruptedException {
    String job =
        post(
                "/v1/training-jobs",
                "{\"model\": \"poison\", \"dataset\": {\"generator\": \"sudoku\", \"size\": 4,"
                    + " \"puzzles\": 100, \"heldOut\": 10}, \"training\": {\"steps\": 1000000}}")
            .path("id")
            .asText();
    await(job, "RUNNING");
    process.destroyForcibly().waitFor();
    process = launch();
    awaitReady();
    await(job, "QUARANTINED");
    return job;
  }

  /** Waits until a job is in a state. */
  void await(String job, String state) throws IOException, InterruptedException {
    long until = System.nanoTime() + READY.toNanos();
    while (!get("/v1/jobs/" + job).path("state").asText().equals(state)) {
      if (System.nanoTime() > until) {
        throw new IOException("not " + state + ": " + get("/v1/jobs/" + job));
      }
      process.waitFor(200, TimeUnit.MILLISECONDS);
    }
  }

  /** The operator's key, which the first start created. */
  String key() throws IOException {
    return Files.readString(home.resolve("data").resolve("key")).strip();
  }

  /** Sends a GET request as the operator. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  /** Sends a POST request as the operator. */
  JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** Solves a Sudoku; returns its job's id after the job has ended. */
  String solved(String grid) throws IOException, InterruptedException {
    return ended(puzzle(grid, ""), "SUCCEEDED");
  }

  /** Runs a hard Sudoku for all cycles. */
  String pondered() throws IOException, InterruptedException {
    String grid = get("/v1/puzzles/sudoku?size=9&givens=24&seed=11").at("/puzzle/grid").asText();
    return ended(puzzle(grid, "\"halt\": \"fixed\", \"search\": {\"attempts\": 1}"), "SUCCEEDED");
  }

  /** Produces a failed job, whose deadline passed before a worker could run it. */
  String failed() throws IOException, InterruptedException {
    post("/v1/queues/solve/pause", "{}");
    try {
      return ended(puzzle("1.3...2..1...4.2", "\"deadline\": \"PT1S\""), "FAILED");
    } finally {
      post("/v1/queues/solve/resume", "");
    }
  }

  /**
   * Trains a model for some seconds; it becomes champion whatever its accuracy. Returns its name.
   *
   * @param dataset of the request
   */
  String trained(String dataset) throws IOException, InterruptedException {
    return trained(dataset, 60);
  }

  /** Like {@link #trained(String)}, with a number of steps. */
  String trained(String dataset, int steps) throws IOException, InterruptedException {
    String model = "trained-" + UUID.randomUUID().toString().substring(0, 8);
    String body =
        """
        {"model": "%s", "dataset": %s, "architecture": {"hidden": 32, "maxCycles": 4},
         "training": {"steps": %d, "batch": 16, "learningRate": 0.004, "seed": 1},
         "promotion": {"gate": "always"}}"""
            .formatted(model, dataset, steps);
    await(post("/v1/training-jobs", body).path("id").asText(), "SUCCEEDED");
    return model;
  }

  /** Submits puzzles, one in each line; returns their batch. */
  JsonNode batch(String lines) throws IOException, InterruptedException {
    return send(
        request("/v1/solve-jobs/batch")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines))
            .build());
  }

  /** The body of a request to solve a Sudoku. */
  static String puzzle(String grid, String options) {
    return "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \""
        + grid
        + "\"}, \"options\": {"
        + options
        + "}}";
  }

  /** The abbreviated form of an id in the pages, without the ellipsis. */
  static String brief(String id) {
    return id.substring(0, "01234567-89ab-7def".length());
  }

  private String ended(String body, String state) throws IOException, InterruptedException {
    JsonNode job =
        send(
            request("/v1/solve-jobs")
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=50")
                .POST(BodyPublishers.ofString(body))
                .build());
    if (!job.path("state").asText().equals(state)) {
      throw new IOException("not " + state + " in 50 s: " + job);
    }
    return job.path("id").asText();
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(Duration.ofMinutes(1))
        .header("Authorization", "Bearer " + key());
  }

  private static JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw new IOException(request + " was answered with " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private void awaitReady() throws IOException, InterruptedException {
    HttpRequest ready =
        HttpRequest.newBuilder(address.resolve("/q/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long until = System.nanoTime() + READY.toNanos();
    while (System.nanoTime() < until && process.isAlive()) {
      if (answers(ready)) {
        return;
      }
      process.waitFor(200, TimeUnit.MILLISECONDS);
    }
    String log = Files.readString(home.resolve("log"));
    close();
    throw new IOException("the system is not ready:\n" + log);
  }

  private static boolean answers(HttpRequest ready) throws InterruptedException {
    try {
      return HTTP.send(ready, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // nothing listens there yet
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(home)) {
      walk.sorted(Comparator.reverseOrder()).forEach(files::add);
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
