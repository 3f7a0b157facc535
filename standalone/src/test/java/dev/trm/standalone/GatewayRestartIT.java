package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.Trm;
import dev.trm.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients keep when their gateway is killed; every service runs in its own process. */
@Tag("slow")
class GatewayRestartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String LONG_TRAINING =
      "{\"model\": \"tiny\", \"dataset\": {\"size\": 4, \"puzzles\": 50, \"heldOut\": 4},"
          + " \"architecture\": {\"hidden\": 32}, \"training\": {\"batch\": 8, \"steps\":"
          + " 1000000}}";
  private static final String PUZZLE =
      "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \".2.4..1..1..4..1\"}}";

  @TempDir static Path directory;
  private static SeparateServices services;

  @BeforeAll
  static void startParts() throws Exception {
    services = SeparateServices.on(directory);
  }

  @AfterAll
  static void stopParts() throws Exception {
    services.close();
  }

  @Test
  void gatewayServesThoughTheNameOfTheBrokerIsUnknown() throws Exception {
    Map<String, String> settings = Map.of("kafka.bootstrap.servers", "no-such-host.invalid:9092");
    try (ServiceProcess gateway = services.gateway(FreePort.next(), settings)) {
      gateway.awaitReady();
      JsonNode job = SeparateServices.post(gateway, "/v1/training-jobs", LONG_TRAINING);
      JsonNode kafka =
          StreamSupport.stream(
                  SeparateServices.get(gateway, "/q/health/ready").path("checks").spliterator(),
                  false)
              .filter(check -> check.path("name").asText().equals("kafka"))
              .findFirst()
              .orElseThrow();
      SeparateServices.post(gateway, "/v1/jobs/" + job.path("id").asText() + "/cancel", "");

      assertThat(job.path("state").asText()).isEqualTo("QUEUED");
      assertThat(kafka.path("status").asText()).isEqualTo("UP");
      assertThat(kafka.path("data").path("reachable").asBoolean(true)).isFalse();
    }
  }

  @Test
  void streamThatIsResumedByItsLastIdHasNoGapAndNoDouble() throws Exception {
    int port = FreePort.next();
    try (ServiceProcess killed = gateway(port);
        ServiceProcess trainer = services.start("trainer-worker", "trainer", Map.of())) {
      killed.awaitReady();
      trainer.awaitReady();
      String job =
          SeparateServices.post(killed, "/v1/training-jobs", LONG_TRAINING).path("id").asText();
      try (ResumingFollower follower = ResumingFollower.follow(killed.url(), job)) {
        await().atMost(PATIENCE).until(() -> follower.ids().size() >= 5);
        killed.kill();
        int heard = follower.ids().size();

        try (ServiceProcess restarted = gateway(port)) {
          await().atMost(PATIENCE).until(() -> follower.ids().size() >= heard + 10);
          restarted.awaitReady();
          SeparateServices.post(restarted, "/v1/jobs/" + job + "/cancel", "");
          follower.awaitEnd("CANCELLED");
        }

        assertThat(follower.connections()).isGreaterThan(1);
        assertThat(follower.ids()).doesNotHaveDuplicates();
        assertThat(follower.numbers()).isSorted();
        assertThat(follower.ids().stream().filter(id -> !id.contains(".")))
            .as("every change of state")
            .hasSize((int) services.count("SELECT events FROM job WHERE id = '" + job + "'"));
        assertThat(follower.ids().stream().filter(id -> id.contains(".")))
            .as("every measurement")
            .hasSize(
                (int)
                    services.count(
                        "SELECT count(DISTINCT step) FROM run_metric WHERE run_id = '"
                            + job
                            + "'"));
      }
    }
  }

  @Test
  void messageWhoseSenderIsKilledBeforeItIsMarkedComesAgainUnderItsIdAndIsRecordedOnce()
      throws Exception {
    int port = FreePort.next();
    try (ServiceProcess killed = gateway(port).awaitReady();
        WebhookReceiver receiver =
            new WebhookReceiver(
                times -> {
                  if (times == 1) {
                    // The message was sent, but its sender has no answer yet that it could record.
                    killed.kill();
                  }
                })) {
      String webhook =
          SeparateServices.post(
                  killed,
                  "/v1/webhooks",
                  "{\"url\": \"" + receiver.url() + "\", \"events\": [\"job.cancelled\"]}")
              .path("id")
              .asText();
      String job =
          SeparateServices.post(killed, "/v1/training-jobs", LONG_TRAINING).path("id").asText();
      cancelThough(killed, job);
      await().atMost(PATIENCE).until(() -> !killed.handle().isAlive());
      assertThat(services.count("SELECT count(*) FROM webhook_attempt")).isZero();

      try (ServiceProcess restarted = gateway(port).awaitReady()) {
        JsonNode delivery =
            await()
                .atMost(PATIENCE)
                .until(
                    () ->
                        SeparateServices.get(restarted, "/v1/webhooks/" + webhook + "/deliveries"),
                    log -> log.at("/deliveries/0/state").asText().equals("DELIVERED"));

        assertThat(receiver.received()).hasSize(2);
        assertThat(receiver.received().get(1)).isEqualTo(receiver.received().get(0));
        assertThat(receiver.received().get(0).id())
            .isEqualTo(delivery.at("/deliveries/0/message").asText());
        assertThat(receiver.received().get(0).body()).contains(job);
        assertThat(delivery.path("deliveries")).hasSize(1);
        assertThat(delivery.at("/deliveries/0/log")).hasSize(1);
        assertThat(delivery.at("/deliveries/0/log/0/attempt").asInt()).isEqualTo(2);
      }
    }
  }

  @Test
  void auditOfRealJobsIsVerifiedExportedAndProvedByTheCommandLineAndTamperingIsFound()
      throws Exception {
    try (ServiceProcess gateway = gateway(FreePort.next());
        ServiceProcess solver = services.start("solver-worker", "solver", Map.of())) {
      gateway.awaitReady();
      solver.awaitReady();
      String job = SeparateServices.post(gateway, "/v1/solve-jobs", PUZZLE).path("id").asText();
      await()
          .atMost(PATIENCE)
          .until(
              () -> SeparateServices.get(gateway, "/v1/jobs/" + job).path("state").asText(),
              "SUCCEEDED"::equals);
      await()
          .atMost(PATIENCE)
          .until(() -> services.count("SELECT count(*) FROM audit_pending") == 0);
      CommandLineRun trm = new CommandLineRun(Trm.class, gateway.url(), directory);

      String key = trm.succeeds("audit", "key").strip();
      Path proof =
          Files.writeString(directory.resolve("proof"), trm.succeeds("audit", "proof", job));
      Path export = Files.writeString(directory.resolve("export"), trm.succeeds("audit", "export"));
      assertThat(trm.succeeds("audit", "verify")).contains("all is whole");
      assertThat(trm.succeeds("audit", "verify", proof.toString(), "--key", key))
          .contains(job)
          .contains("proved");
      assertThat(trm.succeeds("audit", "verify", export.toString(), "--key", key))
          .contains("all is whole");

      services.execute(
          "UPDATE job SET result = jsonb_set(result, '{cycles}', '99') WHERE id = '" + job + "'");
      assertThat(trm.finds("audit", "verify")).contains("job " + job);
      Files.writeString(proof, Files.readString(proof).replace("\"events\":3", "\"events\":2"));
      assertThat(trm.finds("audit", "verify", proof.toString(), "--key", key))
          .contains("not proved");
      Files.writeString(export, withAnotherLeaf(Files.readAllLines(export)));
      assertThat(trm.finds("audit", "verify", export.toString(), "--key", key))
          .contains("things are wrong");
    }
  }

  /** Alters a leaf of each anchor that has jobs, as if a job had ended otherwise. */
  private static String withAnotherLeaf(List<String> anchors) throws IOException {
    ObjectMapper json = new ObjectMapper();
    StringBuilder altered = new StringBuilder();
    for (String line : anchors) {
      ObjectNode anchor = (ObjectNode) json.readTree(line);
      byte[] leaves = Base64.getDecoder().decode(anchor.path("leaves").asText());
      if (leaves.length > 0) {
        leaves[leaves.length - 1] ^= 1;
      }
      anchor.put("leaves", Base64.getEncoder().encodeToString(leaves));
      altered.append(anchor).append('\n');
    }
    return altered.toString();
  }

  /** The gateway may be killed before it answers; the committed state counts. */
  private static void cancelThough(ServiceProcess gateway, String job) throws Exception {
    try {
      SeparateServices.post(gateway, "/v1/jobs/" + job + "/cancel", "");
    } catch (IOException e) {
      assertThat(
              services.count(
                  "SELECT count(*) FROM job WHERE state = 'CANCELLED' AND id = '" + job + "'"))
          .isEqualTo(1);
    }
  }

  private static ServiceProcess gateway(int port) throws IOException {
    return services.gateway(
        port,
        Map.of(
            "trm.audit.key-file", directory.resolve("audit-key").toString(),
            "trm.audit.interval", "200ms",
            "trm.gateway.webhooks.key-file", directory.resolve("webhook-key").toString(),
            "trm.gateway.webhooks.allow-private", "true",
            "trm.gateway.webhooks.allow-http", "true",
            "trm.gateway.webhooks.ports", "0",
            "trm.gateway.webhooks.timeout", "2s"));
  }
}
