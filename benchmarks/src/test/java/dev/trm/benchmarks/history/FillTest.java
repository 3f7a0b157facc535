package dev.trm.benchmarks.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.trm.embedded.EmbeddedDatabase;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.AuditEvent;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobFilter;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.TraceCycle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that was solved through the store, one that was cancelled, and 500 copies of both. */
class FillTest {
  private static final int COPIES = 500;
  private static final String MODEL = "sudoku@champion";
  private static final TraceCycle CYCLE =
      new TraceCycle(1, new byte[] {3, 4}, new byte[] {5, 6}, 1.5f, 70);

  @TempDir private static Path directory;
  private static EmbeddedDatabase database;
  private static DataSource server;
  private static PostgresJobStore store;
  private static Job solved;
  private static List<JobState> moves;
  private static List<UUID> samples;

  @BeforeAll
  static void fill() throws Exception {
    database = EmbeddedDatabase.start(directory);
    server = database.dataSource();
    Flyway.configure().dataSource(server).load().migrate();
    store = new PostgresJobStore(server, new RetryPolicy(3, 3, Duration.ofSeconds(1)), List.of());
    List<Job> jobs = store.submit(List.of(job(), job()), null);
    store.cancel(jobs.get(1).id(), "ada");
    List<Claim> claims =
        store.claim("worker", List.of(jobs.get(0).id()), JobKind.SOLVE, Duration.ofMinutes(1));
    store.finish(
        List.of(new Outcome.Succeeded(claims.get(0), TextNode.valueOf("done"), List.of(CYCLE))));
    solved = store.find(jobs.get(0).id()).orElseThrow();
    moves = store.history(solved.id()).stream().map(AuditEvent::to).toList();

    samples = new Fill(server).copies(COPIES, 40, done -> {});
  }

  @AfterAll
  static void end() throws Exception {
    database.close();
  }

  private static NewJob job() {
    SolveSpec spec = new SolveSpec("sudoku", "12", MODEL, 16, TraceLevel.FULL, HaltMode.CHECKED);
    return NewJob.solve(spec, "olga");
  }

  @Test
  void theStoreReadsACopyAsItReadsTheJob() throws Exception {
    JobId copy = new JobId(uuid("SELECT id AS v FROM job WHERE state = 'SUCCEEDED' LIMIT 1"));
    Job job = store.find(copy).orElseThrow();

    assertThat(job.result()).isEqualTo(solved.result());
    assertThat(job.spec()).isEqualTo(JobJson.tree(job().spec()));
    assertThat(Duration.between(job.queuedAt(), job.finishedAt()))
        .isEqualTo(Duration.between(solved.queuedAt(), solved.finishedAt()));
    assertThat(store.trace(copy)).usingRecursiveComparison().isEqualTo(List.of(CYCLE));
    assertThat(store.history(copy)).extracting(AuditEvent::to).isEqualTo(moves);
  }

  @Test
  void idsAreOfTheTimesAtWhichCopiesWereQueuedAndSortAsThey() throws Exception {
    List<Job> newest = store.page(JobFilter.ALL, null, 200).jobs();

    assertThat(newest).hasSize(200);
    assertThat(newest).extracting(Job::queuedAt).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(newest)
        .allSatisfy(
            job ->
                assertThat(job.id().value().getMostSignificantBits() >>> 16)
                    .isCloseTo(job.queuedAt().toEpochMilli(), within(1L)));
  }

  @Test
  void samplesAreIdsOfCopies() throws Exception {
    assertThat(samples).hasSize(40);
    assertThat(samples).allSatisfy(id -> assertThat(store.find(new JobId(id))).isPresent());
  }

  @Test
  void everyPartIsWhereItsMonthIsAndNothingElseIsLeft() throws Exception {
    assertThat(number("SELECT count(*) AS v FROM job")).isEqualTo(COPIES);
    assertThat(number("SELECT count(*) AS v FROM job_event_default")).isZero();
    assertThat(number("SELECT count(*) AS v FROM trace_default")).isZero();
    assertThat(number("SELECT count(*) AS v FROM trace")).isEqualTo(COPIES / 2);
    assertThat(number("SELECT count(*) AS v FROM outbox")).isZero();
    assertThat(
            number(
                "SELECT count(*) AS v FROM pg_class"
                    + " WHERE relname LIKE 'cop%' AND relnamespace = 'public'::regnamespace"))
        .isZero();
  }

  @Test
  void aTenthIsTheSubmittersOwn() throws Exception {
    assertThat(
            number("SELECT count(*) AS v FROM job WHERE submitted_by = '" + Fill.SUBMITTER + "'"))
        .isEqualTo(COPIES / 10);
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static UUID uuid(String sql) throws SQLException {
    return read(sql, row -> row.getObject("v", UUID.class));
  }

  private static long number(String sql) throws SQLException {
    return read(sql, row -> row.getLong("v"));
  }

  private static <T> T read(String sql, Reader<T> reader) throws SQLException {
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return reader.read(row);
    }
  }
}
