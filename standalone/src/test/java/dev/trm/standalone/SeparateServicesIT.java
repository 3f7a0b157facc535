package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.embedded.BrokerClassPath;
import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.EmbeddedDatabase;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services as they are deployed: each packaged, in a process of its own, against one broker and
 * one database; two of them solvers.
 */
class SeparateServicesIT {
  private static final Logger LOG = Logger.getLogger(SeparateServicesIT.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String KEY = "key-of-the-test-with-enough-characters";
  private static final int PUZZLES = 2000;
  private static final String RESCUE = "from_state = 'RUNNING' AND to_state = 'QUEUED'";

  @TempDir static Path directory;
  private static EmbeddedDatabase database;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startParts() throws Exception {
    database = EmbeddedDatabase.start(directory.resolve("postgres"));
    broker = EmbeddedBroker.start(directory.resolve("broker"), BrokerClassPath.find());
  }

  @AfterAll
  static void stopParts() throws Exception {
    broker.close();
    database.close();
  }

  @Test
  void everyPuzzleEndsOnceThoughASolverIsKilledInTheMiddle() throws Exception {
    try (ServiceProcess gateway = start("api-gateway", "gateway", gatewaySettings()).awaitReady();
        ServiceProcess first = start("solver-worker", "solver-1", Map.of());
        ServiceProcess second = start("solver-worker", "solver-2", Map.of());
        ServiceProcess trainer = start("trainer-worker", "trainer", Map.of())) {
      first.awaitReady();
      second.awaitReady();
      trainer.awaitReady();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> count("SELECT count(*) FROM worker WHERE kind = 'SOLVE'") == 2);

      String batch = post(gateway, "/v1/solve-jobs/batch", "application/x-ndjson", puzzles());
      assertThat(count("SELECT count(*) FROM job WHERE kind = 'SOLVE'")).isEqualTo(PUZZLES);
      await()
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> count("SELECT count(DISTINCT worker) FROM job WHERE state = 'SUCCEEDED'") == 2);
      first.kill();
      long killed = count("SELECT extract(epoch FROM clock_timestamp()) * 1000");

      await()
          .atMost(Duration.ofSeconds(180))
          .until(() -> count("SELECT count(*) FROM job WHERE state = 'SUCCEEDED'") == PUZZLES);
      assertThat(count("SELECT count(*) FROM job WHERE kind = 'SOLVE'")).isEqualTo(PUZZLES);
      assertThat(count("SELECT count(*) FROM trace")).as("one outcome each").isEqualTo(PUZZLES);
      assertThat(count("SELECT count(*) FROM job_event WHERE to_state = 'SUCCEEDED'"))
          .isEqualTo(PUZZLES);
      assertThat(count("SELECT count(*) FROM job WHERE (result->>'solved')::boolean"))
          .as("the shipped model solves nearly all of these")
          .isGreaterThan(PUZZLES * 9 / 10);
      assertThat(batch).contains("\"accepted\"");
      LOG.infof(
          "of %d jobs rescued from the killed solver the last ended %d ms after the kill",
          count("SELECT count(*) FROM job_event WHERE " + RESCUE),
          count(
                  "SELECT coalesce(max(extract(epoch FROM at)) * 1000, 0) FROM job_event"
                      + " WHERE to_state = 'SUCCEEDED'"
                      + " AND job_id IN (SELECT job_id FROM job_event WHERE "
                      + RESCUE
                      + ")")
              - killed);

      String run =
          JSON.readTree(post(gateway, "/v1/training-jobs", "application/json", training()))
              .path("id")
              .asText();
      JsonNode ended =
          await()
              .atMost(Duration.ofSeconds(120))
              .until(() -> get(gateway, "/v1/jobs/" + run), job -> job.has("finishedAt"));
      assertThat(ended.path("state").asText()).as("%s", ended).isEqualTo("SUCCEEDED");
    }
  }

  private static Map<String, String> gatewaySettings() {
    return Map.of("trm.gateway.operator-key", KEY);
  }

  private static ServiceProcess start(String module, String name, Map<String, String> more)
      throws IOException {
    int port = ServiceProcess.freePort();
    Map<String, String> settings = new HashMap<>(more);
    settings.put("quarkus.http.port", Integer.toString(port));
    settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
    settings.put("quarkus.datasource.username", "postgres");
    settings.put("quarkus.datasource.password", "");
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("trm.checkpoints.directory", directory.resolve("checkpoints").toString());
    return ServiceProcess.start(module, settings, Map.of(), port, directory.resolve(name + ".log"));
  }

  private static String puzzles() {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 11);
    return Stream.generate(() -> generator.withGivens(7).puzzle().toString())
        .limit(PUZZLES)
        .map(grid -> "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"" + grid + "\"}}")
        .collect(Collectors.joining("\n"));
  }

  private static String training() {
    return "{\"model\": \"tiny\", \"dataset\": {\"size\": 4, \"puzzles\": 50, \"heldOut\": 4},"
        + " \"architecture\": {\"hidden\": 32}, \"training\": {\"batch\": 8, \"steps\": 20}}";
  }

  private static long count(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static JsonNode get(ServiceProcess service, String path)
      throws IOException, InterruptedException {
    return JSON.readTree(send(HttpRequest.newBuilder(service.url().resolve(path)).GET()));
  }

  private static String post(ServiceProcess service, String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(service.url().resolve(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    request.header("Authorization", "Bearer " + KEY);
    HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }
}
