package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is announced and who may be claimed, and when. */
class SchedulingTest {
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final int LOOKS = 20;
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "12..", "m@champion", 16, TraceLevel.NONE, HaltMode.CHECKED);

  private DataSource source;
  private JobStore store;
  private Outbox outbox;
  private QueuePauses pauses;
  private WorkerDrains drains;
  private ApiKeys keys;
  private OperatorActions actions;

  @BeforeEach
  void open() throws SQLException {
    source = TestDatabase.empty();
    RetryPolicy policy = new RetryPolicy(3, 3, Duration.ofHours(10), new Random(1));
    store = new PostgresJobStore(source, policy, List.of());
    outbox = new Outbox(source, Duration.ofMinutes(5));
    pauses = new QueuePauses(source);
    drains = new WorkerDrains(source);
    keys = new ApiKeys(source);
    actions = new OperatorActions(source);
  }

  @Test
  void pausedQueueAnnouncesAndHandsOutNothingUntilItIsResumed() {
    List<JobId> ids = submit("ada", 3);
    Claim running = store.claim("w1", ids.subList(0, 1), JobKind.SOLVE, LEASE).get(0);
    assertThat(announced(4)).hasSize(2);

    pauses.pause(JobKind.SOLVE, "olga", "new driver");
    pauses.pause(JobKind.SOLVE, "otto", null);

    assertThat(store.claim("w2", ids, JobKind.SOLVE, LEASE)).isEmpty();
    assertThat(store.finish(List.of(succeeded(running)))).hasSize(1);
    submit("ada", 1);
    assertThat(announced(4)).isEmpty();
    QueuePause pause = pauses.all().get(0);
    assertThat(pause.actor()).isEqualTo("olga");
    assertThat(pause.reason()).isEqualTo("new driver");
    pauses.resume(JobKind.SOLVE, "olga");
    pauses.resume(JobKind.SOLVE, "olga");
    assertThat(pauses.all()).isEmpty();
    assertThat(announced(4)).as("those announced in vain at once again").hasSize(3);
    assertThat(store.claim("w2", ids, JobKind.SOLVE, LEASE)).hasSize(2);
    assertThat(actions.page(Long.MAX_VALUE, 9))
        .extracting(OperatorAction::action)
        .containsExactly("queue.resume", "queue.pause");
  }

  @Test
  void outboxFullOfRowsThatAreGoneIsNotReadFromEndToEnd() throws SQLException {
    store.claim("w0", submit("ada", 3000), JobKind.SOLVE, LEASE);
    submit("ada", 14);
    TestDatabase.execute("ANALYZE outbox");
    long whole = scans("seq_scan");
    long all = whole + scans("idx_scan");

    IntStream.range(0, LOOKS)
        .forEach(look -> assertThat(outbox.take()).as("without workers").isEmpty());

    // A session counts when it ends.
    await().until(() -> scans("seq_scan") + scans("idx_scan") >= all + 8 * LOOKS);
    assertThat(scans("seq_scan")).isEqualTo(whole);
  }

  @Test
  void drainedWorkerLearnsItByItsHeartbeatAndNothingIsAnnouncedForIt() {
    submit("ada", 3);
    assertThat(
            store.heartbeat(
                new WorkerBeat(
                    "w1", JobKind.SOLVE, 4, 4, false, false, EnumSet.allOf(Priority.class))))
        .isFalse();

    assertThat(drains.drain("w1", "olga")).isTrue();
    assertThat(drains.drain("nobody", "olga")).isFalse();

    assertThat(
            store.heartbeat(
                new WorkerBeat(
                    "w1", JobKind.SOLVE, 4, 4, false, false, EnumSet.allOf(Priority.class))))
        .isTrue();
    assertThat(outbox.take()).isEmpty();
    assertThat(store.workers().get(0).draining()).isTrue();
    assertThat(store.workers().get(0).drainedBy()).isEqualTo("olga");
    assertThat(drains.undrain("w1", "olga")).isTrue();
    assertThat(
            store.heartbeat(
                new WorkerBeat(
                    "w1", JobKind.SOLVE, 4, 4, false, false, EnumSet.allOf(Priority.class))))
        .isFalse();
    assertThat(outbox.take()).hasSize(3);
    assertThat(actions.page(Long.MAX_VALUE, 9))
        .extracting(OperatorAction::action)
        .containsExactly("worker.undrain", "worker.drain");
  }

  @Test
  void stoppingWorkerShowsAsDrainingAndCountsForNothing() {
    submit("ada", 3);
    store.heartbeat(
        new WorkerBeat("w1", JobKind.SOLVE, 4, 4, true, false, EnumSet.allOf(Priority.class)));

    assertThat(outbox.take()).isEmpty();
    assertThat(store.workers().get(0).draining()).isTrue();
    assertThat(store.workers().get(0).drainedBy()).isNull();
  }

  @Test
  void keyWithALimitNeverHasMoreAnnouncedOrRunning() throws SQLException {
    keys.ensure("ada", ApiKey.Role.SUBMITTER, "ada's key of the test");
    keys.ensure("bob", ApiKey.Role.SUBMITTER, "bob's key of the test");
    limit("ada", "3");
    List<JobId> ids = submit("ada", 10);
    List<JobId> bobs = submit("bob", 2);

    List<JobId> first = announced(16);
    List<JobId> second = announced(16);
    List<Claim> claims = store.claim("w1", ids, JobKind.SOLVE, LEASE);

    assertThat(first).hasSize(5).containsAll(bobs);
    assertThat(second).isEmpty();
    assertThat(claims).hasSize(3);
    assertThat(store.claim("w2", ids, JobKind.SOLVE, LEASE)).isEmpty();
    assertThat(announced(16)).isEmpty();
    store.finish(List.of(succeeded(claims.get(0))));
    assertThat(announced(16)).hasSize(1);
    assertThat(store.claim("w2", ids, JobKind.SOLVE, LEASE)).hasSize(1);
    limit("ada", "NULL");
    assertThat(announced(16)).isNotEmpty();
    assertThat(store.claim("w2", ids, JobKind.SOLVE, LEASE)).hasSize(6);
  }

  @Test
  void oneKeysTwentyThousandPuzzlesDoNotDelayAnothersOne() {
    for (int i = 0; i < 20; i++) {
      submit("ada", 1_000);
    }
    assertThat(announced(4)).hasSize(8);

    JobId bobs = submit("bob", 1).get(0);

    assertThat(announced(4)).as("no room").isEmpty();
    assertThat(announced(5)).as("room for two more").hasSize(2).contains(bobs);
  }

  @Test
  void delayedJobIsNeitherAnnouncedNorClaimedBeforeItsTime() throws SQLException {
    Instant later = Instant.now().plusSeconds(3600);
    JobId id = submit(later, null);

    assertThat(announced(4)).isEmpty();
    assertThat(store.claim("w1", List.of(id), JobKind.SOLVE, LEASE)).isEmpty();
    TestDatabase.execute(
        "UPDATE job SET run_at = now(); UPDATE outbox SET due_at = now() - interval '1 second'");
    assertThat(announced(4)).containsExactly(id);
    assertThat(store.claim("w1", List.of(id), JobKind.SOLVE, LEASE)).hasSize(1);
  }

  @Test
  void jobThatMayNotRunBeforeItsDeadlineIsRefused() {
    Instant now = Instant.now();

    assertThatThrownBy(() -> submit(now.plusSeconds(2), now.plusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deadline")
        .hasMessageContaining("runAt");
  }

  @Test
  void failedJobWaitsForItsNextAttempt() {
    JobId id = submit("ada", 1).get(0);
    Claim claim = store.claim("w1", List.of(id), JobKind.SOLVE, LEASE).get(0);

    store.finish(
        List.of(new Outcome.Failed(claim, new Failure(FailureCode.DEVICE_FAILED, "no device"))));

    Job job = store.find(id).orElseThrow();
    assertThat(job.state()).isEqualTo(JobState.QUEUED);
    assertThat(job.runAt()).isAfter(job.queuedAt().plusSeconds(1));
    assertThat(announced(4)).isEmpty();
    assertThat(store.claim("w1", List.of(id), JobKind.SOLVE, LEASE)).isEmpty();
  }

  @Test
  void runningJobIsFailedSomeTimeAfterItsDeadlineIfItsWorkerDoesNot() throws SQLException {
    JobId id = submit(null, Instant.now().plusSeconds(3600));
    Claim claim = store.claim("w1", List.of(id), JobKind.SOLVE, LEASE).get(0);
    TestDatabase.execute("UPDATE job SET deadline = now() - interval '3 seconds'");

    assertThat(store.failOverrun(Duration.ofSeconds(30))).isEmpty();
    assertThat(store.failOverrun(Duration.ofSeconds(2))).hasSize(1);

    assertThat(store.find(id).orElseThrow().failure())
        .isEqualTo(new Failure(FailureCode.DEADLINE, "still running after its deadline"));
    assertThat(store.finish(List.of(succeeded(claim)))).isEmpty();
  }

  private static void limit(String key, String most) throws SQLException {
    TestDatabase.execute(
        "UPDATE api_key SET max_running = " + most + " WHERE name = '" + key + "'");
  }

  /** What a fleet of that capacity gets to hear of. */
  /** How often the outbox was read so far; each look asks for each kind and priority. */
  private long scans(String how) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT " + how + " AS scans FROM pg_stat_user_tables WHERE relname = 'outbox'")) {
      row.next();
      return row.getLong("scans");
    }
  }

  private List<JobId> announced(int capacity) {
    store.heartbeat(
        new WorkerBeat(
            "w1", JobKind.SOLVE, capacity, capacity, false, false, EnumSet.allOf(Priority.class)));
    return outbox.take().stream().map(Outbox.Announcement::job).toList();
  }

  private List<JobId> submit(String key, int jobs) {
    return store
        .submit(IntStream.range(0, jobs).mapToObj(i -> NewJob.solve(SPEC, key)).toList())
        .stream()
        .map(Job::id)
        .toList();
  }

  private JobId submit(@Nullable Instant runAt, @Nullable Instant deadline) {
    return store
        .submit(
            List.of(new NewJob(JobKind.SOLVE, SPEC, Priority.NORMAL, "ada", runAt, deadline, null)))
        .get(0)
        .id();
  }

  private static Outcome succeeded(Claim claim) {
    return new Outcome.Succeeded(claim, JobJson.parse("{}"), List.of());
  }
}
