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
import dev.trm.jobs.store.ModelVersion;
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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

  /** The time after which every job uses the version to which an alias was moved. */
  private static final Duration FOLLOWED = Duration.ofSeconds(5);

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
    int version = version("sudoku-4x4", 1).version();
    registry.moveAlias("sudoku-4x4", "champion", version, "test", null);
  }

  private ModelVersion version(String model, int seed) throws IOException {
    Path file = folder.resolve("model-" + seed + ".safetensors");
    Puzzles.untrained(seed).write(file);
    JsonNode manifest = JobJson.parse("{}");
    String id = checkpoints.put(file, manifest);
    runs.checkpoint(
        new CheckpointRow(id, null, 0, false, Files.size(file), manifest, Instant.EPOCH));
    return registry.register(model, id, manifest, null);
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
  void promotionAndRollbackUnderLoadLoseNoJobAndAreFollowedWithinFiveSeconds() throws Exception {
    ModelVersion old = version("moving", 1);
    ModelVersion promoted = version("moving", 2);
    registry.moveAlias("moving", "champion", old.version(), "test", null);
    List<String> grids = Puzzles.fourByFour(200, 31);
    List<JobId> submitted = new CopyOnWriteArrayList<>();
    ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
    List<Job> ended;
    JobId underWay;
    Instant move;
    Instant rollback;
    try {
      load.scheduleAtFixedRate(
          () ->
              jobs.submit(
                      IntStream.range(0, 4)
                          .mapToObj(i -> grids.get((submitted.size() + i) % grids.size()))
                          .map(grid -> NewJob.solve(moving(grid, 3), "ada"))
                          .toList())
                  .forEach(job -> submitted.add(job.id())),
          0,
          100,
          TimeUnit.MILLISECONDS);
      underWay = submit(moving(grids.get(0), 3_000));
      eventually().until(() -> state(underWay) == JobState.RUNNING);
      // Claims are prepared in order: a later claim that has ended was prepared later.
      Instant claimed = Instant.now();
      eventually().until(() -> anyEnded(submitted, claimed));

      move = Instant.now();
      registry.moveAlias("moving", "champion", promoted.version(), "test", "better");
      eventually().until(() -> anyEnded(submitted, move.plus(FOLLOWED)));
      rollback = Instant.now();
      registry.moveAlias("moving", "champion", old.version(), "test", "rollback");
      eventually().until(() -> anyEnded(submitted, rollback.plus(FOLLOWED)));
    } finally {
      load.shutdown();
      load.awaitTermination(30, TimeUnit.SECONDS);
    }
    eventually().until(() -> jobs.ended(submitted).size() == submitted.size());
    ended = jobs.ended(submitted);

    assertThat(ended).extracting(Job::state).containsOnly(JobState.SUCCEEDED);
    assertThat(ended)
        .allSatisfy(
            job ->
                assertThat(jobs.history(job.id()))
                    .extracting(AuditEvent::to)
                    .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED));
    assertThat(ended)
        .extracting(job -> result(job).checkpoint())
        .containsOnly(old.checkpointId(), promoted.checkpointId());
    assertThat(ended)
        .filteredOn(job -> job.queuedAt().isAfter(move.plus(FOLLOWED)))
        .filteredOn(job -> Objects.requireNonNull(job.finishedAt()).isBefore(rollback))
        .isNotEmpty()
        .extracting(job -> result(job).model())
        .containsOnly(promoted.reference());
    assertThat(ended)
        .filteredOn(job -> job.queuedAt().isAfter(rollback.plus(FOLLOWED)))
        .isNotEmpty()
        .extracting(job -> result(job).model())
        .containsOnly(old.reference());
    eventually().until(() -> state(underWay) == JobState.SUCCEEDED);
    Job ofBefore = jobs.find(underWay).orElseThrow();
    assertThat(ofBefore.finishedAt()).as("under way as the alias moved").isAfter(move);
    assertThat(result(ofBefore))
        .returns(3_000, SolveResult::cycles)
        .returns(old.checkpointId(), SolveResult::checkpoint);
  }

  private boolean anyEnded(List<JobId> ids, Instant queuedAfter) {
    return jobs.ended(ids).stream().anyMatch(job -> job.queuedAt().isAfter(queuedAfter));
  }

  private static SolveSpec moving(String grid, int maxCycles) {
    return new SolveSpec(
        "sudoku", grid, "moving@champion", maxCycles, TraceLevel.NONE, HaltMode.FIXED);
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
    // Waves of different sizes, so that the batches that a solve shares vary.
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
    alterTrace(id, 2, 6);

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

  /** Changes a token of a cycle's draft in a stored trace, which is written uncompressed. */
  private void alterTrace(JobId id, int number, int cell) throws SQLException {
    List<TraceCycle> cycles = jobs.trace(id);
    int cells = cycles.get(0).draft().length;
    ByteBuffer body = ByteBuffer.allocate(cycles.size() * (12 + 2 * cells));
    for (TraceCycle cycle : cycles) {
      byte[] draft = cycle.draft().clone();
      if (cycle.cycle() == number) {
        draft[cell] = (byte) (1 + draft[cell] % 5);
      }
      body.putInt(cycle.cycle()).putInt(cycle.micros()).putFloat(cycle.haltLogit());
      body.put(draft).put(cycle.confidence());
    }
    try (Connection connection = source.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("UPDATE trace SET body = ? WHERE job_id = ?")) {
      statement.setBytes(1, body.array());
      statement.setObject(2, id.value());
      statement.executeUpdate();
    }
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
