package dev.trm.benchmarks.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trm.benchmarks.check.Disturbance.Effect;
import dev.trm.benchmarks.check.Snapshot.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final List<EventRow> RESCUED =
      List.of(
          event(1, 0, null, "QUEUED", null),
          event(2, 1, "QUEUED", "RUNNING", "first"),
          event(3, 8, "RUNNING", "QUEUED", "first"),
          event(4, 9, "QUEUED", "RUNNING", "second"),
          event(5, 12, "RUNNING", "SUCCEEDED", "second"));

  @Test
  void aKillIsOverWhenEveryJobHeldIsSomebodysAgain() {
    List<Recovery> recoveries = Recovery.of(List.of(gone(Effect.WORKER, 2, 2, "first")), RESCUED);

    assertThat(recoveries)
        .containsExactly(new Recovery(Effect.WORKER, "what", Duration.ofSeconds(7)));
  }

  @Test
  void aWorkerThatHeldNothingNeedsNoRecovery() {
    assertThat(Recovery.of(List.of(gone(Effect.WORKER, 2, 2, "other")), RESCUED)).isEmpty();
    assertThat(Recovery.of(List.of(gone(Effect.WORKER, 11, 11, "first")), RESCUED)).isEmpty();
  }

  @Test
  void aKillDuringAnOutageCountsFromTheReturn() {
    List<Recovery> recoveries =
        Recovery.of(
            List.of(gone(Effect.WORKER, 2, 2, "first"), gone(Effect.DATABASE, 3, 7)), RESCUED);

    assertThat(recoveries).contains(new Recovery(Effect.DATABASE, "what", Duration.ofSeconds(2)));
  }

  @Test
  void anOutageIsOverWithTheNextJobDone() {
    List<Recovery> recoveries = Recovery.of(List.of(gone(Effect.BROKER, 4, 7)), RESCUED);

    assertThat(recoveries)
        .containsExactly(new Recovery(Effect.BROKER, "what", Duration.ofSeconds(5)));
  }

  @Test
  void ofTwoOutagesInARowTheLastCounts() {
    List<Recovery> recoveries =
        Recovery.of(List.of(gone(Effect.BROKER, 4, 7), gone(Effect.DATABASE, 8, 10)), RESCUED);

    assertThat(recoveries)
        .containsExactly(new Recovery(Effect.DATABASE, "what", Duration.ofSeconds(2)));
  }

  @Test
  void whatTakesLongerThanPromisedIsLate() {
    List<Recovery> recoveries =
        List.of(
            new Recovery(Effect.WORKER, "in time", Duration.ofSeconds(10)),
            new Recovery(Effect.WORKER, "late worker", Duration.ofMillis(10_001)),
            new Recovery(Effect.HANG, "in time", Duration.ofMillis(10_001)),
            new Recovery(Effect.DATABASE, "in time", Duration.ofSeconds(30)),
            new Recovery(Effect.DATABASE, "late database", Duration.ofMillis(30_001)));

    assertThat(Recovery.late(recoveries))
        .extracting(Violation::kind, Violation::subject)
        .containsExactly(
            tuple(Violation.Kind.LATE, "late worker"), tuple(Violation.Kind.LATE, "late database"));
  }

  private static Disturbance gone(Effect effect, int began, int ended, String... workers) {
    return new Disturbance(effect, "fault", "what", at(began), at(ended), List.of(workers));
  }

  private static EventRow event(
      int seq, int second, @Nullable String from, String to, @Nullable String worker) {
    return new EventRow("job", seq, at(second), from, to, seq, worker, true);
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }
}
