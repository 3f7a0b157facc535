package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adaptation whose worker is killed while it runs; every service runs in its own process. */
@Tag("slow")
class KilledAdaptationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String PAIRS =
      "\"train\": [{\"input\": [[1, 0]], \"output\": [[0, 1]]}, {\"input\": [[2, 1]], \"output\":"
          + " [[1, 2]]}]";
  private static final String TASK =
      "{" + PAIRS + ", \"test\": [{\"input\": [[2, 0]], \"output\": [[0, 2]]}]}";
  private static final String BASE =
      "{\"model\": \"arc-4x4\", \"dataset\": {\"name\": \"swaps\", \"augmentations\": 2, \"canvas\":"
          + " 4}, \"architecture\": {\"hidden\": 32, \"heads\": 2, \"latentSteps\": 1,"
          + " \"recursions\": 1, \"maxCycles\": 2}, \"training\": {\"steps\": 20, \"batch\": 8}}";
  private static final String ADAPTATION =
      "{\"model\": \"arc-4x4@1\", \"task\": "
          + TASK
          + ", \"options\": {\"augmentations\": 4, \"steps\": 1000, \"batch\": 16}}";

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
  void anotherWorkerTakesItUpAndItEndsOnceInTheSameResult() throws Exception {
    try (ServiceProcess gateway = services.gateway(FreePort.next(), Map.of()).awaitReady();
        ServiceProcess first = trainer("first").awaitReady()) {
      SeparateServices.post(
          gateway, "/v1/datasets?name=swaps", "application/json", "{\"swap\": " + TASK + "}");
      assertThat(ended(gateway, submit(gateway, "/v1/training-jobs", BASE)).path("state").asText())
          .isEqualTo("SUCCEEDED");
      String id = submit(gateway, "/v1/arc-jobs", ADAPTATION);
      await().atMost(PATIENCE).until(() -> job(gateway, id).at("/progress/step").asInt() > 0);
      String killed = job(gateway, id).path("worker").asText();

      first.kill();
      assertThat(job(gateway, id).has("finishedAt")).isFalse();

      try (ServiceProcess second = trainer("second").awaitReady()) {
        JsonNode job = ended(gateway, id);
        assertThat(job.path("state").asText()).as("%s", job).isEqualTo("SUCCEEDED");
        assertThat(job.path("worker").asText()).isNotEqualTo(killed);
        assertThat(events(id, "to_state = 'RUNNING'")).isEqualTo(2);
        assertThat(events(id, "from_state = 'RUNNING' AND to_state = 'QUEUED'")).isEqualTo(1);
        assertThat(events(id, "to_state = 'SUCCEEDED'")).isEqualTo(1);

        JsonNode undisturbed = ended(gateway, submit(gateway, "/v1/arc-jobs", ADAPTATION));
        assertThat(job.path("result")).isEqualTo(undisturbed.path("result"));
      }
    }
  }

  private static ServiceProcess trainer(String name) throws Exception {
    return services.start("trainer-worker", name, Map.of());
  }

  private static String submit(ServiceProcess gateway, String path, String body) throws Exception {
    return SeparateServices.post(gateway, path, body).path("id").asText();
  }

  private static JsonNode ended(ServiceProcess gateway, String id) {
    return await().atMost(PATIENCE).until(() -> job(gateway, id), job -> job.has("finishedAt"));
  }

  private static JsonNode job(ServiceProcess gateway, String id) throws Exception {
    return SeparateServices.get(gateway, "/v1/jobs/" + id);
  }

  private static long events(String id, String which) throws Exception {
    return services.count(
        "SELECT count(*) FROM job_event WHERE job_id = '" + id + "' AND " + which);
  }
}
