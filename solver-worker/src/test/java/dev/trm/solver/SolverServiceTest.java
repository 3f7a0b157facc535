package dev.trm.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.AuditEvent;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.JobFilter;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.TraceCycle;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service on a real broker, a real database and the real engine, with an untrained model. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
@TestProfile(SolverServiceTest.WithRelay.class)
class SolverServiceTest {
  private static final String CHAMPION = "sudoku-4x4@champion";

  @Inject JobStore jobs;
  @Inject RunStore runs;
  @Inject ModelRegistry registry;
  @Inject CheckpointStore checkpoints;

  @TestHTTPResource("/")
  URI service;

  @TempDir Path folder;

  /** No gateway runs here. */
  public static final class WithRelay implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "trm.relay.enabled", "true", "trm.solver.slots", "8", "trm.solver.precision", "float32");
    }
  }

  @BeforeEach
  void registerUntrainedModel() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Puzzles.untrained(1).write(file);
    JsonNode manifest = JobJson.parse("{}");
    String id = checkpoints.put(file, manifest);
    runs.checkpoint(
        new CheckpointRow(id, null, 0, false, Files.size(file), manifest, Instant.EPOCH));
    int version = registry.register("sudoku-4x4", id, manifest, null).version();
    registry.moveAlias("sudoku-4x4", "champion", version, "test", null);
  }

  @Test
  void everyPuzzleOfABatchEndsOnceWithItsTrace() {
    UUID batch = UUID.randomUUID();
    jobs.submit(
        Puzzles.fourByFour(300, 21).stream()
            .map(grid -> NewJob.solve(spec(grid, 4), "ada"))
            .toList(),
        batch);

    eventually()
        .untilAsserted(
            () -> assertThat(jobs.batchCounts(batch)).isEqualTo(Map.of(JobState.SUCCEEDED, 300L)));

    List<Job> done = jobs.page(JobFilter.ofBatch(batch), null, 300).jobs();
    assertThat(done).extracting(Job::attempts).containsOnly(1);
    for (Job job : done) {
      SolveResult result = result(job);
      assertThat(result.solved()).isFalse();
      assertThat(result.model()).isEqualTo("sudoku-4x4@1");
      assertThat(jobs.trace(job.id())).extracting(TraceCycle::cycle).containsExactly(1, 2, 3, 4);
      assertThat(jobs.history(job.id()))
          .extracting(AuditEvent::to)
          .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
    }
  }

  @Test
  void cancelledSolveStaysCancelledAndTheNextIsTaken() {
    String grid = Puzzles.fourByFour(1, 22).get(0);
    JobId endless = submit(spec(grid, Integer.MAX_VALUE));
    eventually().until(() -> state(endless) == JobState.RUNNING);

    jobs.cancel(endless, "ada");
    JobId next = submit(spec(grid, 2));

    eventually().until(() -> state(next) == JobState.SUCCEEDED);
    assertThat(state(endless)).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void unknownModelFailsNamingIt() {
    String grid = Puzzles.fourByFour(1, 23).get(0);
    SolveSpec spec =
        new SolveSpec("sudoku", grid, "nobody@1", 2, TraceLevel.NONE, HaltMode.CHECKED);

    JobId id = submit(spec);

    eventually().until(() -> state(id) == JobState.FAILED);
    Job job = jobs.find(id).orElseThrow();
    assertThat(Objects.requireNonNull(job.failure()).code()).isEqualTo(FailureCode.MODEL_NOT_FOUND);
    assertThat(Objects.requireNonNull(job.failure()).message()).contains("nobody@1");
  }

  @Test
  void healthAndMetricsTellWhatItDoes() throws Exception {
    JobId id = submit(spec(Puzzles.fourByFour(1, 24).get(0), 2));
    eventually().until(() -> state(id) == JobState.SUCCEEDED);

    assertThat(get("q/health/ready")).contains("\"solver\"").doesNotContain("DOWN");
    assertThat(get("q/metrics"))
        .contains("trm_solver_cycles_total")
        .contains("trm_solver_cycle_seconds_count")
        .contains("trm_solver_slots_busy")
        .contains("trm_solver_puzzles_total{ending=\"unsolved\"");
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(service.resolve(path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private JobId submit(SolveSpec spec) {
    return jobs.submit(List.of(NewJob.solve(spec, "ada"))).get(0).id();
  }

  private JobState state(JobId id) {
    return jobs.find(id).orElseThrow().state();
  }

  private static SolveSpec spec(String grid, int maxCycles) {
    return new SolveSpec("sudoku", grid, CHAMPION, maxCycles, TraceLevel.FULL, HaltMode.CHECKED);
  }

  private static SolveResult result(Job job) {
    return SolveResult.of(Objects.requireNonNull(job.result()));
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
  }
}
