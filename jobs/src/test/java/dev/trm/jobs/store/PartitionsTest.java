package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "12..", "m@1", 16, TraceLevel.NONE, HaltMode.HEAD);

  private final String month =
      DateTimeFormatter.ofPattern("yyyy_MM").format(YearMonth.now(ZoneOffset.UTC));
  private DataSource source;
  private JobStore store;

  @BeforeEach
  void open() throws Exception {
    source = TestDatabase.empty();
    store = new PostgresJobStore(source, new RetryPolicy(3, 3, Duration.ZERO), List.of());
    TestDatabase.execute("DROP TABLE job_event_" + month + ", trace_" + month);
  }

  @AfterEach
  void close() {
    new Partitions(source).ensure();
  }

  @Test
  void rowsThatCameBeforeTheirPartitionMoveIntoIt() {
    JobId job = store.submit(List.of(NewJob.solve(SPEC, "ada"))).get(0).id();
    assertThat(partition(job)).isEqualTo("job_event_default");

    new Partitions(source).ensure();

    assertThat(partition(job)).isEqualTo("job_event_" + month);
    store.cancel(job, "ada");
    assertThat(store.history(job)).hasSize(2);
  }

  private String partition(JobId job) {
    return new Database(source)
        .query(
            "SELECT tableoid::regclass::text AS partition FROM job_event WHERE job_id = ?",
            row -> row.getString("partition"),
            job.value())
        .get(0);
  }
}
