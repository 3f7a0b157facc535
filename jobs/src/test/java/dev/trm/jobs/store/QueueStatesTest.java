package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How queues stand and what went through them. */
class QueueStatesTest {
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final SolveSpec SPEC =
      new SolveSpec("sudoku", "12..", "m@champion", 16, TraceLevel.NONE, HaltMode.CHECKED);

  private JobStore store;
  private QueueStates states;

  @BeforeEach
  void open() throws SQLException {
    var source = TestDatabase.empty();
    store =
        new PostgresJobStore(
            source, new RetryPolicy(1, 1, Duration.ZERO, new Random(1)), List.of());
    states = new QueueStates(source);
  }

  @Test
  void emptyQueueHasNobodyWaiting() {
    QueueState state = states.of(JobKind.TRAIN);

    assertThat(state.waiting())
        .isEqualTo(Map.of(Priority.HIGH, 0L, Priority.NORMAL, 0L, Priority.LOW, 0L));
    assertThat(state.running()).isZero();
    assertThat(state.oldest()).isNull();
    assertThat(state.oldestSince()).isNull();
  }

  @Test
  void oldestIsTheFirstOfThoseThatCouldRunByNow() {
    submit(Priority.HIGH, Instant.now().plusSeconds(3600));
    JobId first = submit(Priority.LOW, null);
    submit(Priority.HIGH, null);
    store.claim("w", List.of(submit(Priority.NORMAL, null)), JobKind.SOLVE, LEASE);

    QueueState state = states.of(JobKind.SOLVE);

    assertThat(state.waiting())
        .isEqualTo(Map.of(Priority.HIGH, 2L, Priority.NORMAL, 0L, Priority.LOW, 1L));
    assertThat(state.queued()).isEqualTo(3);
    assertThat(state.running()).isEqualTo(1);
    assertThat(state.oldest()).isEqualTo(first);
    assertThat(state.oldestSince()).isBeforeOrEqualTo(Instant.now());
  }

  @Test
  void jobsAreCountedByTheMinuteTheyBeganAsTheyStand() throws SQLException {
    JobId longAgo = submit(Priority.NORMAL, null);
    JobId failing = submit(Priority.NORMAL, null);
    JobId running = submit(Priority.NORMAL, null);
    submit(Priority.NORMAL, null);
    List<Claim> claims = store.claim("w", List.of(longAgo, failing, running), JobKind.SOLVE, LEASE);
    for (Claim claim : claims) {
      if (claim.id().equals(failing)) {
        store.finish(
            List.of(
                new Outcome.Failed(claim, new Failure(FailureCode.INVALID_SPEC, "no such model"))));
      }
    }
    TestDatabase.execute(
        "UPDATE job SET started_at = started_at - interval '10 minutes' WHERE id = '"
            + longAgo
            + "'");

    List<JobMinute> last = states.lastMinutes(5);

    assertThat(last.stream().mapToLong(JobMinute::started).sum()).isEqualTo(2);
    assertThat(last.stream().mapToLong(JobMinute::failed).sum()).isEqualTo(1);
    assertThat(last.stream().mapToLong(JobMinute::succeeded).sum()).isZero();
    assertThat(states.lastMinutes(14).stream().mapToLong(JobMinute::started).sum()).isEqualTo(3);
  }

  private JobId submit(Priority priority, @Nullable Instant runAt) {
    return store
        .submit(List.of(new NewJob(JobKind.SOLVE, SPEC, priority, "tests", runAt, null, null)))
        .get(0)
        .id();
  }
}
