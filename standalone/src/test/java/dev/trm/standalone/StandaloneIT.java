package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.embedded.FreePort;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.StoredTensor;
import dev.trm.model.checkpoint.TensorFile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged standalone, with a data directory whose name contains a blank. */
class StandaloneIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PUZZLE =
      "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \".2.4..1..1..4..1\"}, \"model\": \"tiny\"}";

  /** A puzzle for the shipped model, the champion of its kind. */
  private static final String LATIN_SQUARE =
      "{\"puzzle\": {\"kind\": \"constraints\", \"grid\": {\"cells\":"
          + " \"1...4.2.1......3.42151...\", \"rules\": [\"rows\", \"columns\"]}}}";

  @TempDir Path directory;
  private Path home;
  private int port;

  @BeforeEach
  void place() throws IOException {
    home = directory.resolve("trm home");
    port = FreePort.next();
  }

  /** Stops a database that a failed test left running. */
  @AfterEach
  void endDatabase() throws IOException {
    postmaster().ifPresent(ProcessHandle::destroy);
  }

  @Test
  void workSurvivesAnOrderlyEndAndAHardKill() throws Exception {
    String training;
    String solve;
    String variant;
    try (ServiceProcess first = start().awaitReady()) {
      training = post(first, "/v1/training-jobs", smallTraining()).path("id").asText();
      assertThat(ended(first, training).path("state").asText()).isEqualTo("SUCCEEDED");
      solve = post(first, "/v1/solve-jobs", PUZZLE).path("id").asText();
      JsonNode solved = ended(first, solve);
      assertThat(solved.path("state").asText()).isEqualTo("SUCCEEDED");
      assertThat(solved.at("/result/grid").asText()).hasSize(16);
      new CommitsOfATest(first, this::withKey).retrainAndMeetTheGate();
      for (String secret : List.of("key", "audit-key", "webhook-key")) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(secret))))
            .isEqualTo("rw-------");
      }

      assertThat(solvedByAnImport(first)).isEqualTo("1234341221434321");
      variant = post(first, "/v1/solve-jobs", LATIN_SQUARE).path("id").asText();
      JsonNode square = ended(first, variant);
      assertThat(square.at("/result/model").asText()).startsWith("sudoku@");
      assertThat(square.at("/result/solved").asBoolean()).as(square.toString()).isTrue();

      ProcessHandle killed = broker(first).orElseThrow();
      killed.destroyForcibly();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> broker(first).filter(next -> next.pid() != killed.pid()).isPresent());
      String afterwards = post(first, "/v1/solve-jobs", PUZZLE).path("id").asText();
      assertThat(ended(first, afterwards).path("state").asText()).isEqualTo("SUCCEEDED");

      List<ProcessHandle> children = first.handle().descendants().toList();
      ProcessHandle database = postmaster().orElseThrow();
      assertThat(first.terminate()).as("that of a JVM ended by SIGTERM").isEqualTo(143);
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(live(database)).isFalse();
    }

    ProcessHandle left;
    String kept;
    try (ServiceProcess second = start().awaitReady()) {
      assertThat(get(second, "/v1/jobs/" + solve).path("state").asText()).isEqualTo("SUCCEEDED");
      kept = post(second, "/v1/training-jobs", longTraining()).path("id").asText();
      String running = kept;
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> get(second, "/v1/jobs/" + running).path("state").asText().equals("RUNNING"));
      left = postmaster().orElseThrow();
      second.kill();
      assertThat(live(left)).as("a hard kill leaves the database behind").isTrue();
    }

    try (ServiceProcess third = start().awaitReady()) {
      assertThat(live(left)).as("the next start ends what was left").isFalse();
      assertThat(get(third, "/v1/jobs/" + training).path("state").asText()).isEqualTo("SUCCEEDED");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                JsonNode job = get(third, "/v1/jobs/" + kept);
                assertThat(job.path("state").asText()).isEqualTo("RUNNING");
                assertThat(job.path("worker").asText()).contains("-" + third.handle().pid() + "-");
              });
      String again = post(third, "/v1/solve-jobs", PUZZLE).path("id").asText();
      assertThat(ended(third, again).path("state").asText()).isEqualTo("SUCCEEDED");
      for (String solved : List.of(solve, variant)) {
        String replay = post(third, "/v1/jobs/" + solved + "/replay", "").path("id").asText();
        assertThat(ended(third, replay).at("/result/replay/verdict").asText())
            .isEqualTo("identical");
      }
      JsonNode audit = get(third, "/v1/audit/verify");
      assertThat(audit.path("verified").asBoolean()).as(audit.toString()).isTrue();
    }
  }

  @Test
  void secondInstanceOnTheSameDataIsTurnedAwayByName() throws Exception {
    StandaloneSettings settings = new StandaloneSettings(home, port);
    try (Instance holder = Instance.claim(settings);
        ServiceProcess second = start()) {
      assertThat(holder).isNotNull();
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.output())
          .contains("trm: the data directory " + home + " is in use by a running instance");
    }
  }

  /** Exports the shipped model, imports it with renamed tensors, and solves with it. */
  private String solvedByAnImport(ServiceProcess service) throws Exception {
    String shipped = get(service, "/v1/models/sudoku").at("/versions/0/checkpoint").asText();
    Path kept = directory.resolve("kept.safetensors");
    HttpResponse<Path> file =
        HTTP.send(
            HttpRequest.newBuilder(service.url().resolve("/v1/checkpoints/" + shipped + "/file"))
                .header("Authorization", "Bearer " + key())
                .build(),
            HttpResponse.BodyHandlers.ofFile(kept));
    assertThat(file.statusCode()).isEqualTo(200);
    Path foreign = directory.resolve("foreign.safetensors");
    try (TensorFile content = Safetensors.open(kept)) {
      Map<String, StoredTensor> renamed = new LinkedHashMap<>();
      content.tensors().forEach((name, tensor) -> renamed.put("model.inner." + name, tensor));
      Safetensors.write(foreign, content.metadata(), renamed);
    }

    JsonNode made =
        send(
            HttpRequest.newBuilder(
                    service
                        .url()
                        .resolve(
                            "/v1/checkpoints?model=brought&kind=sudoku&size=4&latentSteps=2"
                                + "&recursions=2"))
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofFile(foreign)));
    assertThat(made.path("reference").asText()).isEqualTo("brought@1");
    JsonNode solved =
        ended(
            service,
            post(service, "/v1/solve-jobs", PUZZLE.replace("tiny", "brought")).path("id").asText());
    assertThat(solved.at("/result/solved").asBoolean()).as(solved.toString()).isTrue();
    return solved.at("/result/grid").asText();
  }

  /** The broker's JVM blocks on reading a class path from a pipe. */
  @Test
  void signalEndsAStartThatHangs() throws Exception {
    Path pipe = directory.resolve("pipe.jar");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    try (ServiceProcess service = start(Map.of("trm.broker.classpath", pipe.toString()))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> postmaster().isPresent());
      await().atMost(Duration.ofSeconds(60)).until(() -> broker(service).isPresent());
      ProcessHandle child = broker(service).orElseThrow();

      assertThat(service.terminate()).isEqualTo(143);
      assertThat(child.isAlive()).isFalse();
      assertThat(service.output()).contains("trm: ended while it started");
    }
  }

  @Test
  void settingThatCannotBeUsedIsNamedByWhatEndsTheStart() throws Exception {
    try (ServiceProcess service = start(Map.of("trm.checkpoints.store", "s3"))) {
      assertThat(service.exitCode()).isEqualTo(1);
      assertThat(service.output())
          .contains("trm: it did not start: trm.checkpoints.s3.bucket is missing");
    }
  }

  private ServiceProcess start() throws IOException {
    return start(Map.of("trm.trainer.threads", "1", "trm.solver.threads", "1"));
  }

  private ServiceProcess start(Map<String, String> configuration) throws IOException {
    return ServiceProcess.start(
        "standalone",
        configuration,
        Map.of("TRM_HOME", home.toString(), "TRM_PORT", Integer.toString(port)),
        port,
        directory.resolve("standalone.log"));
  }

  /** Learns almost nothing; the test only needs a model. */
  private static String smallTraining() {
    return training(20);
  }

  private static String longTraining() {
    return training(1_000_000);
  }

  private static String training(int steps) {
    return "{\"model\": \"tiny\", \"dataset\": {\"size\": 4, \"puzzles\": 50, \"heldOut\": 4},"
        + " \"architecture\": {\"hidden\": 32}, \"promotion\": {\"gate\": \"always\"},"
        + " \"training\": {\"batch\": 8, \"steps\": "
        + steps
        + "}}";
  }

  private JsonNode ended(ServiceProcess service, String id) {
    return await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> get(service, "/v1/jobs/" + id), job -> job.has("finishedAt"));
  }

  private JsonNode get(ServiceProcess service, String path)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(service.url().resolve(path)).GET());
  }

  private JsonNode post(ServiceProcess service, String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(service.url().resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return JSON.readTree(withKey(request));
  }

  private String withKey(HttpRequest.Builder request) throws IOException, InterruptedException {
    request.header("Authorization", "Bearer " + key());
    HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private String key() throws IOException {
    return Files.readString(home.resolve("key")).strip();
  }

  private static Optional<ProcessHandle> broker(ServiceProcess service) {
    return service
        .handle()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("SingleNodeBroker"))
        .findFirst();
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    Path file = home.resolve("postgres/data/postmaster.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()))
        : Optional.empty();
  }

  /** A killed process may remain as a zombie until its exit code is collected. */
  private static boolean live(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return process.isAlive()
        && Files.exists(status)
        && Files.readAllLines(status).stream().noneMatch(line -> line.matches("State:\\s+Z.*"));
  }
}
