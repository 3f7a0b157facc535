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
import dev.trm.jobs.ReplayVerdict;
import dev.trm.jobs.SolveReplay;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
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
  @Inject DataSource source;
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
  void thousandSolvesUnderChangingLoadReplayIdentical() {
    List<String> grids = Puzzles.fourByFour(1000, 25);
    List<JobId> first = new ArrayList<>();
    // Waves of different sizes: the batches that a solve shares change all the time.
    for (int from = 0, wave = 1; from < grids.size(); from += wave, wave = wave * 5 % 97 + 1) {
      List<String> some = grids.subList(from, Math.min(from + wave, grids.size()));
      jobs.submit(some.stream().map(grid -> NewJob.solve(spec(grid, 3), "ada")).toList())
          .forEach(job -> first.add(job.id()));
      JobId last = first.get(first.size() - 1);
      eventually().until(() -> state(last).isFinal());
    }

    UUID batch = UUID.randomUUID();
    eventually().until(() -> first.stream().allMatch(id -> state(id) == JobState.SUCCEEDED));
    jobs.submit(first.stream().map(id -> NewJob.solve(replay(id), "ada")).toList(), batch);

    eventually()
        .untilAsserted(
            () -> assertThat(jobs.batchCounts(batch)).isEqualTo(Map.of(JobState.SUCCEEDED, 1000L)));
    assertThat(jobs.page(JobFilter.ofBatch(batch), null, 1000).jobs())
        .extracting(job -> verdict(job).verdict())
        .containsOnly(ReplayVerdict.Verdict.IDENTICAL);
    assertThat(
            first.stream()
                .flatMap(id -> result(jobs.find(id).orElseThrow()).runtime().slots().stream())
                .distinct()
                .count())
        .as("the load changed")
        .isGreaterThan(3);
  }

  @Test
  void replayNamesTheCycleAndTheCellThatWereAltered() throws SQLException {
    JobId id = submit(spec(Puzzles.fourByFour(1, 26).get(0), 3));
    eventually().until(() -> state(id) == JobState.SUCCEEDED);
    // The second cycle's draft begins after one cycle (12 + 2 × 16 bytes) and its own head (12).
    execute(
        "UPDATE trace SET body = set_byte(body, 44 + 12 + 6, 1 + get_byte(body, 44 + 12 + 6) % 5)"
            + " WHERE job_id = '"
            + id
            + "'");

    ReplayVerdict verdict = replayed(id);

    assertThat(verdict.verdict()).isEqualTo(ReplayVerdict.Verdict.DIFFERENT);
    assertThat(verdict.of()).isEqualTo(id);
    assertThat(verdict.cycle()).isEqualTo(2);
    assertThat(verdict.cell()).isEqualTo("row 2, column 3");
    assertThat(verdict.why()).startsWith("token: recorded ");
  }

  @Test
  void replayOnOtherThreadsOrWithoutTraceIsNotComparableAndSaysSo() throws SQLException {
    JobId threads = submit(spec(Puzzles.fourByFour(1, 27).get(0), 2));
    JobId untraced = submit(spec(Puzzles.fourByFour(1, 28).get(0), 2));
    eventually()
        .until(() -> state(threads) == JobState.SUCCEEDED && state(untraced) == JobState.SUCCEEDED);
    execute(
        "UPDATE job SET result = jsonb_set(result, '{runtime,threads}', '7') WHERE id = '"
            + threads
            + "'");
    execute("DELETE FROM trace WHERE job_id = '" + untraced + "'");

    assertThat(replayed(threads))
        .isEqualTo(ReplayVerdict.notComparable(threads, "threads: recorded 7, here 1"));
    assertThat(replayed(untraced))
        .isEqualTo(
            ReplayVerdict.notComparable(untraced, "no trace of job " + untraced + " was kept"));
  }

  private ReplayVerdict replayed(JobId id) {
    JobId again = submit(replay(id));
    eventually().until(() -> state(again) == JobState.SUCCEEDED);
    return verdict(jobs.find(again).orElseThrow());
  }

  private SolveSpec replay(JobId id) {
    Job job = jobs.find(id).orElseThrow();
    SolveResult result = result(job);
    return job.solveSpec().replayed(new SolveReplay(id, result.checkpoint()), result.model());
  }

  private static ReplayVerdict verdict(Job job) {
    return Objects.requireNonNull(result(job).replay());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
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
