package dev.trm.benchmarks.solving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Submits puzzles over the REST interface. Thread-safe. */
public final class SolveClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WAIT_SECONDS = 30;
  private static final long BETWEEN_LOOKS_MILLIS = 200;
  private static final int GIVENS = 7;
  private static final List<String> PUZZLES = puzzles(64);

  private final URI gateway;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  SolveClient(URI gateway, String key) {
    this.gateway = gateway;
    this.key = key;
  }

  /**
   * Submits one job and returns its id when it is accepted.
   *
   * @param number selects the puzzle
   */
  public String submit(int number) throws IOException, InterruptedException {
    HttpRequest request = json("/v1/solve-jobs", body(number)).build();
    return JSON.readTree(send(request).body()).path("id").asText();
  }

  /**
   * Submits a batch of jobs and returns its id when all are accepted.
   *
   * @throws IOException if one is rejected
   */
  public String submitBatch(int jobs) throws IOException, InterruptedException {
    String body =
        IntStream.range(0, jobs).mapToObj(SolveClient::body).collect(Collectors.joining("\n"));
    HttpRequest request =
        request("/v1/solve-jobs/batch", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    JsonNode batch = JSON.readTree(send(request).body());
    if (batch.path("accepted").asInt() != jobs) {
      throw new IOException("of a batch of " + jobs + " jobs not all were accepted: " + batch);
    }
    return batch.path("id").asText();
  }

  /** Waits until all jobs of a batch have ended. */
  public void awaitBatch(String id) throws IOException, InterruptedException {
    HttpRequest request = request("/v1/batches/" + id, "application/json").GET().build();
    while (!JSON.readTree(send(request).body()).path("finished").asBoolean()) {
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
  }

  /**
   * Submits one job and waits for its end.
   *
   * @return the job's id; fails with an {@link IOException} if it has not succeeded by then
   */
  public CompletableFuture<String> solve(int number) {
    HttpRequest request =
        json("/v1/solve-jobs", body(number)).header("Prefer", "wait=" + WAIT_SECONDS).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response -> {
              try {
                JsonNode job = JSON.readTree(accepted(request, response).body());
                if (!job.path("state").asText().equalsIgnoreCase("succeeded")) {
                  throw new IOException("a job has not succeeded: " + job);
                }
                return job.path("id").asText();
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
  }

  /** The microseconds of a job's first cycle: its share of the batch's time. */
  public int cycleMicros(String job) throws IOException, InterruptedException {
    HttpRequest request = request("/v1/jobs/" + job + "/trace", "application/json").GET().build();
    JsonNode cycle = JSON.readTree(send(request).body()).path("cycles").path(0);
    if (cycle.isMissingNode()) {
      throw new IOException("job " + job + " has no trace");
    }
    return cycle.path("micros").asInt();
  }

  /** Imports the model; idempotent. */
  void importModel(Path file) throws IOException, InterruptedException {
    if (!file.toFile().isFile()) {
      throw new FileNotFoundException(file.toString());
    }
    send(
        request(NoCostModel.IMPORT, "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofFile(file))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return accepted(request, http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  private static HttpResponse<String> accepted(HttpRequest request, HttpResponse<String> response)
      throws IOException {
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
    return response;
  }

  private HttpRequest.Builder json(String path, String body) {
    return request(path, "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder request(String path, String type) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", type);
  }

  /** One cycle of one attempt; by default a network with wrong answers runs the maximum. */
  private static String body(int number) {
    return "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \""
        + PUZZLES.get(Math.floorMod(number, PUZZLES.size()))
        + "\"}, \"model\": \""
        + NoCostModel.NAME
        + "\", \"options\": {\"maxCycles\": 1, \"search\": {\"attempts\": 1}}}";
  }

  private static List<String> puzzles(int count) {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 1);
    return Stream.generate(() -> generator.withGivens(GIVENS).puzzle().toString())
        .limit(count)
        .toList();
  }
}
