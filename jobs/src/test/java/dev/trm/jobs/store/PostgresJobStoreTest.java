package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
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
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveRuntime;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresJobStoreTest {
  private static final Duration LEASE = Duration.ofSeconds(6);
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "12..", "m@champion", 16, TraceLevel.FULL, HaltMode.CHECKED);

  private final List<JobState> heard = new ArrayList<>();
  private DataSource source;
  private JobStore store;
  private Outbox outbox;

  @BeforeEach
  void open() throws SQLException {
    source = TestDatabase.empty();
    RetryPolicy policy = new RetryPolicy(3, 2, Duration.ZERO, new Random(1));
    JobListener listener = jobs -> jobs.forEach(job -> heard.add(job.state()));
    store = new PostgresJobStore(source, policy, List.of(listener));
    outbox = new Outbox(source, Duration.ofMinutes(5));
  }

  @Test
  void submittedJobIsReadBackAsItWas() {
    Instant deadline = Instant.parse("2100-01-01T00:00:00Z");
    Job job =
        store
            .submit(List.of(new NewJob(JobKind.SOLVE, SPEC, Priority.HIGH, "ada", deadline, null)))
            .get(0);

    Job found = store.find(job.id()).orElseThrow();

    assertThat(found).isEqualTo(job);
    assertThat(found.solveSpec()).isEqualTo(SPEC);
    assertThat(found.model()).isEqualTo("m@champion");
    assertThat(found.deadline()).isEqualTo(deadline);
    assertThat(found.state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void jobIsClaimedOnceOnly() {
    JobId id = submit();

    List<Claim> first = claim("w1", id);
    List<Claim> second = claim("w2", id);

    assertThat(first).hasSize(1);
    assertThat(second).isEmpty();
    assertThat(first.get(0).job().worker()).isEqualTo("w1");
    assertThat(first.get(0).job().attempts()).isEqualTo(1);
  }

  @Test
  void leaseEndsLaterOnceItIsRenewedAndIsGoneWithTheOutcome() {
    Claim claim = claim("w1", submit()).get(0);
    Instant first = Objects.requireNonNull(claim.job().leaseUntil());
    assertThat(store.find(claim.id()).orElseThrow().leaseUntil()).isEqualTo(first);

    store.renew("w1", List.of(claim), LEASE.plusSeconds(60));

    assertThat(store.find(claim.id()).orElseThrow().leaseUntil()).isAfter(first.plusSeconds(59));
    store.finish(List.of(succeeded(claim)));
    assertThat(store.find(claim.id()).orElseThrow().leaseUntil()).isNull();
  }

  /** PostgreSQL has no character 0, neither in JSON nor in text. */
  @Test
  void outcomeThatTheDatabaseRefusesFailsItsJobAndNoOther() {
    List<Claim> claims = IntStream.range(0, 9).mapToObj(i -> claim("w1", submit()).get(0)).toList();
    List<Outcome> outcomes =
        new ArrayList<>(claims.stream().map(PostgresJobStoreTest::succeeded).toList());
    JsonNode poison = JsonNodeFactory.instance.objectNode().put("note", "\0");
    outcomes.set(3, new Outcome.Succeeded(claims.get(3), poison, List.of()));
    Failure unsayable = new Failure(FailureCode.INTERNAL, "nothing\0");
    outcomes.set(7, new Outcome.Failed(claims.get(7), unsayable));

    Set<JobId> recorded = store.finish(outcomes);

    assertThat(recorded)
        .containsExactlyInAnyOrderElementsOf(claims.stream().map(Claim::id).toList());
    for (int i = 0; i < 9; i++) {
      Job job = store.find(claims.get(i).id()).orElseThrow();
      if (i == 3 || i == 7) {
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        Failure failure = Objects.requireNonNull(job.failure());
        assertThat(failure.code()).isEqualTo(FailureCode.UNRECORDABLE);
        assertThat(failure.message()).startsWith("The outcome cannot be recorded: ");
      } else {
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
      }
    }
  }

  @Test
  void outcomeAndTraceAreRecordedOnce() {
    Claim claim = claim("w1", submit()).get(0);
    TraceCycle cycle = new TraceCycle(1, new byte[] {2, 3, 4}, new byte[] {-1, 0, 127}, 2.5f, 1234);
    Outcome done =
        new Outcome.Succeeded(claim, JobJson.parse("{\"solved\":true}"), List.of(cycle, cycle));

    Set<JobId> recorded = store.finish(List.of(done));
    Set<JobId> again = store.finish(List.of(done));

    assertThat(recorded).containsExactly(claim.id());
    assertThat(again).isEmpty();
    Job job = store.find(claim.id()).orElseThrow();
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.result()).isEqualTo(JobJson.parse("{\"solved\":true}"));
    assertThat(store.trace(claim.id()))
        .hasSize(2)
        .allSatisfy(read -> assertThat(read).usingRecursiveComparison().isEqualTo(cycle));
    assertThat(heard).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
  }

  @Test
  void whatSolvesRanOnIsKeptOnceAndShownInEachResult() throws SQLException {
    Claim first = claim("w1", submit()).get(0);
    Claim second = claim("w1", submit()).get(0);
    JsonNode one = resultOn("avx512f", 4);
    JsonNode two = resultOn("avx512f", 64);

    store.finish(
        List.of(
            new Outcome.Succeeded(first, one, List.of()),
            new Outcome.Succeeded(second, two, List.of())));

    assertThat(store.find(first.id()).orElseThrow().result()).isEqualTo(one);
    assertThat(store.find(second.id()).orElseThrow().result()).isEqualTo(two);
    assertThat(text("SELECT count(*) FROM environment")).isEqualTo("1");
    assertThat(text("SELECT string_agg(result::text, ' ') FROM job")).doesNotContain("avx512f");
    assertThat(text("SELECT whole_result(result) FROM job WHERE id = '" + first.id() + "'"))
        .satisfies(whole -> assertThat(JobJson.parse(whole)).isEqualTo(one));
  }

  @Test
  void anEnvironmentThatIsMissingIsNamed() throws SQLException {
    Claim claim = claim("w1", submit()).get(0);
    store.finish(
        List.of(
            new Outcome.Succeeded(claim, JobJson.parse("{\"environment\":\"none\"}"), List.of())));

    assertThatThrownBy(() -> store.find(claim.id())).hasMessageContaining("environment: 'none'");
  }

  private static JsonNode resultOn(String instructions, int slots) {
    return JobJson.tree(
        new SolveResult(
            TextNode.valueOf("1234"),
            true,
            1,
            true,
            0.75,
            "m@1",
            "c",
            new SolveRuntime(
                "cpu", "float32", 1, "a library", instructions, "plain", List.of(slots))));
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void cancelledRunningJobTakesNoOutcome() {
    Claim claim = claim("w1", submit()).get(0);

    Cancellation cancellation = store.cancel(claim.id(), "ada").orElseThrow();

    assertThat(cancellation.changed()).isTrue();
    assertThat(store.renew("w1", List.of(claim), LEASE)).isEmpty();
    assertThat(store.finish(List.of(succeeded(claim)))).isEmpty();
    assertThat(store.find(claim.id()).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    assertThat(store.cancel(claim.id(), "ada").orElseThrow().changed()).isFalse();
    assertThat(store.cancel(JobId.next(), "ada")).isEmpty();
  }

  @Test
  void lapsedLeaseRequeuesOnceAndFencesTheOldWorker() {
    JobId id = submit();
    Claim old = store.claim("w1", List.of(id), JobKind.SOLVE, Duration.ZERO).get(0);

    List<Job> rescued = store.rescueLapsed(Duration.ZERO);

    assertThat(rescued).extracting(Job::state).containsExactly(JobState.QUEUED);
    assertThat(rescued.get(0).crashAttempts()).isEqualTo(1);
    assertThat(rescued.get(0).attempts()).isZero();
    assertThat(store.rescueLapsed(Duration.ZERO)).isEmpty();
    Claim mine = claim("w2", id).get(0);
    assertThat(store.finish(List.of(succeeded(old)))).isEmpty();
    assertThat(store.finish(List.of(succeeded(mine)))).containsExactly(id);
  }

  @Test
  void rescuedJobStandsAheadOfWhatCameAfterIt() {
    JobId first = submit();
    store.claim("w1", List.of(first), JobKind.SOLVE, Duration.ZERO);
    submit();
    submit();
    store.rescueLapsed(Duration.ZERO);
    store.heartbeat(
        new WorkerBeat("w2", JobKind.SOLVE, 1, 1, false, false, EnumSet.allOf(Priority.class)));

    assertThat(outbox.take()).extracting(Outbox.Announcement::job).contains(first);
  }

  @Test
  void jobThatCrashesTooOftenIsQuarantinedUntilReleased() {
    JobId id = submit();
    for (int crash = 0; crash < 2; crash++) {
      store.claim("w1", List.of(id), JobKind.SOLVE, Duration.ZERO);
      store.rescueLapsed(Duration.ZERO);
    }

    assertThat(store.find(id).orElseThrow().state()).isEqualTo(JobState.QUARANTINED);
    assertThat(claim("w2", id)).isEmpty();
    assertThat(store.release(id, "ada").orElseThrow().state()).isEqualTo(JobState.QUEUED);
    assertThat(claim("w2", id)).hasSize(1);
  }

  @Test
  void retryableFailureIsTriedThreeTimes() {
    JobId id = submit();
    Failure failure = new Failure(FailureCode.DEVICE_FAILED, "no device");
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(store.find(id).orElseThrow().state()).isEqualTo(JobState.QUEUED);
      store.finish(List.of(new Outcome.Failed(claim("w1", id).get(0), failure)));
    }

    Job job = store.find(id).orElseThrow();
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.attempts()).isEqualTo(3);
    assertThat(job.failure()).isEqualTo(failure);
  }

  @Test
  void failureThatNoRetryHelpsIsFinalAtOnce() {
    Claim claim = claim("w1", submit()).get(0);

    store.finish(
        List.of(new Outcome.Failed(claim, new Failure(FailureCode.MODEL_NOT_FOUND, "model: m"))));

    assertThat(store.find(claim.id()).orElseThrow().state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void releasedJobIsQueuedAgainAndTheTryDoesNotCount() {
    Claim claim = claim("w1", submit()).get(0);

    store.finish(List.of(new Outcome.Released(claim, "worker stops")));

    Job job = store.find(claim.id()).orElseThrow();
    assertThat(job.state()).isEqualTo(JobState.QUEUED);
    assertThat(job.attempts()).isZero();
  }

  @Test
  void queuedJobPastItsDeadlineFails() {
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    JobId id =
        store
            .submit(List.of(new NewJob(JobKind.SOLVE, SPEC, Priority.LOW, "ada", past, null)))
            .get(0)
            .id();

    assertThat(claim("w1", id)).isEmpty();
    store.failOverdue();

    assertThat(store.find(id).orElseThrow().failure())
        .isEqualTo(new Failure(FailureCode.DEADLINE, "still queued at its deadline"));
  }

  @Test
  void historyTellsEveryMoveInOrder() {
    Claim claim = claim("w1", submit()).get(0);
    store.finish(List.of(succeeded(claim)));

    List<AuditEvent> history = store.history(claim.id());

    assertThat(history).extracting(AuditEvent::seq).containsExactly(1, 2, 3);
    assertThat(history)
        .extracting(AuditEvent::to)
        .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
    assertThat(history).extracting(AuditEvent::actor).containsExactly("ada", "w1", "w1");
    assertThat(history).extracting(AuditEvent::hash).doesNotHaveDuplicates();
  }

  @Test
  void onlyEndedJobsAreRetried() {
    JobId id = submit();
    assertThat(store.retry(id, "bob")).isInstanceOf(Retry.NotFinal.class);
    assertThat(store.retry(JobId.next(), "bob")).isInstanceOf(Retry.Unknown.class);
    store.cancel(id, "ada");

    Retry retry = store.retry(id, "bob");

    Job again = ((Retry.Submitted) retry).job();
    assertThat(again.retryOf()).isEqualTo(id);
    assertThat(again.spec()).isEqualTo(JobJson.tree(SPEC));
  }

  @Test
  void pagesListEveryJobOnceNewestFirst() {
    UUID batch = UUID.randomUUID();
    List<JobId> ids =
        store.submit(IntStream.range(0, 7).mapToObj(i -> job("ada")).toList(), batch).stream()
            .map(Job::id)
            .toList();
    submit();

    List<JobId> listed = new ArrayList<>();
    String cursor = null;
    do {
      JobPage page = store.page(JobFilter.ofBatch(batch), cursor, 3);
      page.jobs().forEach(job -> listed.add(0, job.id()));
      cursor = page.next();
    } while (cursor != null);

    assertThat(listed).isEqualTo(ids);
    assertThat(store.batchCounts(batch))
        .containsExactlyEntriesOf(java.util.Map.of(JobState.QUEUED, 7L));
    assertThatThrownBy(() -> store.page(JobFilter.ALL, "x", 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cursor")
        .hasMessageContaining("'x'");
  }

  @Test
  void jobsAreFoundByHowTheirIdBegins() {
    JobId id = submit();
    UUID unlike = new UUID(~id.value().getMostSignificantBits(), 0);
    store.submit(List.of(job("ada")), UUID.randomUUID());
    String text = id.toString();

    for (String beginning : List.of(text, text.toUpperCase(Locale.ROOT), text.replace("-", ""))) {
      assertThat(store.page(JobFilter.ALL.like(IdPrefix.parse(beginning)), null, 9).jobs())
          .extracting(Job::id)
          .containsExactly(id);
    }
    assertThat(store.page(JobFilter.ALL.like(IdPrefix.parse(text.substring(0, 4))), null, 9).jobs())
        .hasSize(2);
    assertThat(store.page(JobFilter.ALL.like(IdPrefix.parse(unlike.toString())), null, 9).jobs())
        .isEmpty();
  }

  @Test
  void relayTakesTwiceTheCapacityFairlyAmongSubmitters() {
    store.submit(IntStream.range(0, 50).mapToObj(i -> job("ada")).toList());
    store.submit(List.of(job("bob"), job("bob")));
    assertThat(outbox.take()).isEmpty();
    store.heartbeat(
        new WorkerBeat("w1", JobKind.SOLVE, 3, 3, false, false, EnumSet.allOf(Priority.class)));

    List<JobId> taken = outbox.take().stream().map(Outbox.Announcement::job).toList();

    assertThat(taken).hasSize(6);
    assertThat(taken.stream().map(id -> store.find(id).orElseThrow().submittedBy()))
        .filteredOn("bob"::equals)
        .hasSize(2);
    assertThat(outbox.take()).isEmpty();
    store.claim("w1", taken.subList(0, 2), JobKind.SOLVE, LEASE);
    assertThat(outbox.take()).hasSize(2);
  }

  @Test
  void announcedButUnclaimedJobIsAnnouncedAgain() throws SQLException {
    JobId id = submit();
    store.heartbeat(
        new WorkerBeat("w1", JobKind.SOLVE, 1, 1, false, false, EnumSet.allOf(Priority.class)));
    assertThat(outbox.take()).hasSize(1);
    assertThat(outbox.take()).isEmpty();

    TestDatabase.execute("UPDATE outbox SET due_at = due_at - interval '6 minutes'");

    assertThat(outbox.take()).extracting(Outbox.Announcement::job).containsExactly(id);
    outbox.notAnnounced(List.of(id));
    assertThat(outbox.take()).extracting(Outbox.Announcement::job).containsExactly(id);
  }

  /** Both touch the same rows; who comes second waits and sees what the first has left. */
  @Test
  void outcomesThatMeetARenewalAreAllRecorded() throws Exception {
    List<JobId> ids =
        store.submit(Collections.nCopies(60, job("ada"))).stream().map(Job::id).toList();
    List<Claim> claims = store.claim("w1", ids, JobKind.SOLVE, LEASE);
    CompletableFuture<Set<JobId>> recorded;
    try (Connection renewing = source.getConnection();
        Statement statement = renewing.createStatement()) {
      renewing.setAutoCommit(false);
      statement.execute("UPDATE job SET lease_until = lease_until + interval '1 second'");
      recorded =
          CompletableFuture.supplyAsync(
              () ->
                  store.finish(
                      claims.stream()
                          .map(
                              claim -> new Outcome.Succeeded(claim, JobJson.parse("{}"), List.of()))
                          .toList()));
      await().until(() -> waiting() == 1);
      renewing.commit();
    }

    assertThat(recorded.get()).containsExactlyInAnyOrderElementsOf(ids);
  }

  private long waiting() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND wait_event_type = 'Lock'")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** What a crash of the server does to tables that are not logged. */
  @Test
  void outboxThatTheServerLostIsFilledFromTheJobs() throws SQLException {
    JobId queued = submit();
    JobId claimed = submit();
    store.claim("w1", List.of(claimed), JobKind.SOLVE, LEASE);
    store.heartbeat(
        new WorkerBeat("w1", JobKind.SOLVE, 4, 4, false, false, EnumSet.allOf(Priority.class)));
    assertThat(outbox.take()).hasSize(1);
    TestDatabase.execute("TRUNCATE outbox, outbox_whole");
    JobId since = submit();

    assertThat(outbox.take())
        .extracting(Outbox.Announcement::job)
        .containsExactlyInAnyOrder(queued, since);
    assertThat(outbox.take()).isEmpty();
    assertThat(store.depth(JobKind.SOLVE)).isEqualTo(new JobStore.QueueDepth(2, 1));
  }

  @Test
  void auditGoesToItsMonthsPartition() throws SQLException {
    TestDatabase.execute("DROP TABLE IF EXISTS job_event_" + month() + ", trace_" + month());

    new Partitions(source).ensure();
    new Partitions(source).ensure();
    submit();

    List<String> homes =
        new Database(source)
            .query(
                "SELECT tableoid::regclass AS home FROM job_event", row -> row.getString("home"));
    assertThat(homes).containsExactly("job_event_" + month());
  }

  @Test
  void jobsSubmittedOnceUnderTheirIdsAreNotMadeTwice() {
    JobId first = JobId.next();
    JobId second = JobId.next();
    UUID batch = UUID.randomUUID();
    store.submitOnce(new TreeMap<>(Map.of(first, job("ada"))), batch);
    claim("w1", first);

    List<Job> both =
        store.submitOnce(new TreeMap<>(Map.of(first, job("bob"), second, job("ada"))), batch);

    assertThat(both)
        .extracting(Job::id, Job::state, Job::submittedBy)
        .containsExactlyInAnyOrder(
            tuple(first, JobState.RUNNING, "ada"), tuple(second, JobState.QUEUED, "ada"));
    assertThat(new Batches(source).jobs(batch, null, 10)).hasSize(2);
    assertThat(heard).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.QUEUED);
  }

  @Test
  void onlyJobsThatEndedAreGivenAsEnded() {
    JobId waiting = submit();
    JobId cancelled = submit();
    store.cancel(cancelled, "ada");

    assertThat(store.ended(List.of(waiting, cancelled)))
        .extracting(Job::id)
        .containsExactly(cancelled);
  }

  private String month() {
    return new Database(source)
        .query(
            "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS month",
            row -> row.getString("month"))
        .get(0);
  }

  private NewJob job(String submitter) {
    return NewJob.solve(SPEC, submitter);
  }

  private JobId submit() {
    return store.submit(List.of(job("ada"))).get(0).id();
  }

  private List<Claim> claim(String worker, JobId id) {
    return store.claim(worker, List.of(id), JobKind.SOLVE, LEASE);
  }

  private static Outcome succeeded(Claim claim) {
    return new Outcome.Succeeded(claim, JobJson.parse("{}"), List.of());
  }
}
