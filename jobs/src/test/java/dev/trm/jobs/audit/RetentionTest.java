package dev.trm.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trm.audit.Finding;
import dev.trm.audit.SigningKey;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.Retention;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.TestDatabase;
import dev.trm.jobs.store.TraceCycle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Duration KEEP = Duration.ofDays(30);
  private static final String LONG_AGO = "timestamptz '2020-01-15 12:00+00'";
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "12..", "m@1", 16, TraceLevel.FULL, HaltMode.CHECKED);

  private final SigningKey key = SigningKey.make();
  private DataSource source;
  private JobStore store;
  private AuditLog log;
  private Retention retention;

  @BeforeEach
  void open() throws SQLException {
    DataSource source = TestDatabase.empty();
    store = new PostgresJobStore(source, new RetryPolicy(3, 2, Duration.ZERO), List.of());
    log = new AuditLog(source);
    retention = new Retention(source);
    this.source = source;
    for (String table : List.of("job_event", "trace")) {
      TestDatabase.execute("DROP TABLE IF EXISTS " + table + "_2020_01_kept");
      TestDatabase.execute(
          "CREATE TABLE IF NOT EXISTS "
              + table
              + "_2020_01 PARTITION OF "
              + table
              + " FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-02-01 00:00+00')");
    }
  }

  @Test
  void oldJobsGoWithTheirPartitionsAndVerificationKnowsWhy() throws SQLException {
    List<JobId> old = List.of(solve(), solve());
    anchor();
    JobId waiting = submit();
    longAgo(old.get(0), old.get(1), waiting);
    TestDatabase.execute(
        "SET session_replication_role = replica; UPDATE audit_anchor SET at = " + LONG_AGO);
    JobId recent = solve();
    anchor();

    Retention.Removed removed = retention.remove(KEEP);
    Retention.Removed again = retention.remove(KEEP);

    assertThat(removed.jobs()).isEqualTo(2);
    assertThat(removed.partitions()).containsExactly("job_event_2020_01", "trace_2020_01");
    assertThat(again.jobs()).isZero();
    assertThat(again.partitions()).isEmpty();
    assertThat(old).allMatch(id -> store.find(id).isEmpty() && store.history(id).isEmpty());
    assertThat(store.history(waiting)).as("of a job that stays").hasSize(1);
    assertThat(store.trace(recent)).hasSize(1);
    assertThat(log.actions(0, 10))
        .singleElement()
        .satisfies(action -> assertThat(action.action()).isEqualTo(Retention.ACTION))
        .satisfies(action -> assertThat(action.detail()).contains("\"throughAnchor\": 1"));
    List<Finding> findings = new ArrayList<>();
    AuditVerifier.Verified verified = verifier().all(Instant.EPOCH, findings::add);
    assertThat(verified.retired()).isEqualTo(2);
    assertThat(findings).noneMatch(finding -> finding.kind() == Finding.Kind.JOB_REMOVED);
  }

  /** An export reads for long; retention must neither end for it nor make others wait for it. */
  @Test
  void workGoesOnWhileRetentionWaitsForAReader() throws Exception {
    JobId waiting = submit();
    longAgo(waiting);
    try (Connection reader = source.getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM job_event");
      CompletableFuture<Retention.Removed> removal =
          CompletableFuture.supplyAsync(() -> retention.remove(KEEP));
      await().until(() -> waitsForLock());

      JobId meanwhile = solve();
      assertThat(store.find(meanwhile).orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(removal).isNotDone();

      reader.rollback();
      assertThat(removal.get(30, TimeUnit.SECONDS).partitions())
          .containsExactly("job_event_2020_01", "trace_2020_01");
    }
    assertThat(store.history(waiting)).hasSize(1);
  }

  @Test
  void removalByHandIsNoPolicy() throws SQLException {
    JobId old = solve();
    anchor();
    TestDatabase.execute(
        "SET session_replication_role = replica; UPDATE audit_anchor SET at = " + LONG_AGO);
    retention.remove(KEEP);
    JobId recent = solve();
    anchor();
    TestDatabase.execute("DELETE FROM job WHERE id = '" + recent + "'");

    List<Finding> findings = new ArrayList<>();
    verifier().all(Instant.EPOCH, findings::add);

    assertThat(store.find(old)).isEmpty();
    assertThat(findings)
        .singleElement()
        .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Finding.Kind.JOB_REMOVED))
        .satisfies(finding -> assertThat(finding.job()).isEqualTo(recent.value()));
  }

  @Test
  void whatIsInNoAnchorYetStays() throws SQLException {
    JobId id = solve();
    longAgo(id);

    Retention.Removed removed = retention.remove(KEEP);

    assertThat(removed.jobs()).isZero();
    assertThat(store.find(id)).isPresent();
    assertThat(store.history(id)).hasSize(3);
  }

  private boolean waitsForLock() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                """
                SELECT FROM pg_locks
                WHERE NOT granted AND relation = 'job_event'::regclass
                  AND mode = 'AccessExclusiveLock'""")) {
      return waiting.next();
    }
  }

  private AuditVerifier verifier() {
    return new AuditVerifier(log, List.of(key.publicKey()));
  }

  private void anchor() {
    assertThat(log.anchor(Duration.ZERO, Duration.ZERO, key.publicKey().fingerprint(), key::sign))
        .isPresent();
  }

  /** As if these jobs had been there long ago. */
  private static void longAgo(JobId... ids) throws SQLException {
    for (JobId id : ids) {
      String which = " WHERE job_id = '" + id + "'";
      TestDatabase.execute(
          "SET session_replication_role = replica; UPDATE job_event SET at = "
              + LONG_AGO
              + which
              + "; UPDATE trace SET recorded_at = "
              + LONG_AGO
              + which);
    }
  }

  private JobId submit() {
    return store.submit(List.of(NewJob.solve(SPEC, "ada"))).get(0).id();
  }

  private JobId solve() {
    JobId id = submit();
    TraceCycle cycle = new TraceCycle(1, new byte[] {2}, new byte[] {-1}, 2.5f, 12);
    store.finish(
        List.of(
            new Outcome.Succeeded(
                store.claim("w", List.of(id), JobKind.SOLVE, Duration.ofSeconds(30)).get(0),
                JobJson.parse("{\"solved\": true}"),
                List.of(cycle))));
    return id;
  }
}
