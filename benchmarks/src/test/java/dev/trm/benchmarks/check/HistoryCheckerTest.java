package dev.trm.benchmarks.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.benchmarks.check.Snapshot.EventRow;
import dev.trm.benchmarks.check.Snapshot.JobRow;
import dev.trm.benchmarks.check.Violation.Kind;
import dev.trm.benchmarks.load.HistoryEntry;
import dev.trm.benchmarks.load.HistoryEntry.Answer;
import dev.trm.benchmarks.load.HistoryEntry.Operation;
import dev.trm.benchmarks.load.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Starts from a run without violations and plants one violation at a time. */
class HistoryCheckerTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  /** By hand: rows 1234 3412 2143 4321. */
  private static final String GIVENS = "1..4.41.2..3.3..";

  private static final String ANSWER = "1234341221434321";

  private final List<HistoryEntry> history = new ArrayList<>();
  private final List<JobRow> jobs = new ArrayList<>();
  private final List<EventRow> events = new ArrayList<>();
  private final List<Disturbance> disturbances = new ArrayList<>();
  private final Map<String, Integer> traces = new HashMap<>();
  private final Set<String> checkpoints = new HashSet<>();
  private final Set<String> files = new HashSet<>();
  private final Set<String> readable = new HashSet<>();
  private long requests;

  @Test
  void aRunInWhichAllWentWellHasNoViolations() {
    solved("a");
    cancelled("b");
    batch("c", 3);
    poison("d");
    checkpoints.add("e");
    files.add("e");
    readable.add("e");

    found().isEmpty();
  }

  @Test
  void anAcknowledgedJobThatIsNotThereIsLost() {
    solved("a");
    jobs.clear();
    events.clear();

    found().containsExactly(Kind.LOST);
  }

  @Test
  void aBatchWithFewerJobsThanAcknowledgedHasLostSome() {
    batch("c", 3);
    JobRow gone = jobs.remove(2);
    events.removeIf(event -> event.job().equals(gone.id()));

    found().containsExactly(Kind.LOST);
  }

  @Test
  void aBatchUploadedTwiceUnderOneKeyIsDoubled() {
    batch("c", 3);
    member("again", 0);
    member("again", 1);

    found().containsExactly(Kind.DOUBLED);
  }

  @Test
  void anUnansweredRequestMayHaveMadeOneJobOrNone() {
    ask(Operation.SOLVE, "k", Subject.ofGrid("none"), Answer.unknown("timeout"));
    ask(Operation.SOLVE, "l", Subject.ofGrid("one"), Answer.unknown("timeout"));
    succeeded("one");

    found().isEmpty();
  }

  @Test
  void oneKeyThatMadeTwoJobsIsDoubled() {
    solved("a");
    JobRow first = jobs.get(0);
    job("second", "SUCCEEDED", first.subject());
    ends("second", "SUCCEEDED");
    traces.put("second", 1);

    found().containsExactly(Kind.DOUBLED);
  }

  @Test
  void oneKeyAnsweredWithTwoIdsIsDoubled() {
    solved("a");
    solved("b");
    history.add(entry(Operation.SOLVE, "key a", Subject.ofGrid("b"), ok("b", "SUCCEEDED")));

    found().containsExactly(Kind.DOUBLED);
  }

  @Test
  void twoRetriesOfOneJobMayMakeTwoJobs() {
    solved("a");
    for (String again : List.of("b", "c")) {
      ask(Operation.RETRY, "key " + again, Subject.ofRetry("a"), ok(again, "QUEUED"));
      job(again, "SUCCEEDED", Subject.ofRetry("a"));
      ends(again, "SUCCEEDED");
      traces.put(again, 1);
    }

    found().isEmpty();
  }

  @Test
  void aJobThatNobodyAskedForIsFound() {
    succeeded("a");

    found().containsExactly(Kind.UNASKED);
  }

  @Test
  void aJobThatNeitherEndedNorRunsIsStuck() {
    ask(Operation.SOLVE, "k", Subject.ofGrid("a"), ok("a", "QUEUED"));
    job("a", "QUEUED", Subject.ofGrid("a"));
    event("a", null, "QUEUED", 0);

    found().containsExactly(Kind.STUCK);
  }

  @Test
  void aRunningJobWithoutALeaseIsFound() {
    ask(Operation.SOLVE, "k", Subject.ofGrid("a"), ok("a", "QUEUED"));
    job("a", "RUNNING", Subject.ofGrid("a"));
    event("a", null, "QUEUED", 0);
    event("a", "QUEUED", "RUNNING", 1);

    found().containsExactlyInAnyOrder(Kind.STUCK, Kind.LEASE);
  }

  @Test
  void anEndedJobThatKeptItsLeaseIsFound() {
    solved("a");
    replace("a", HistoryCheckerTest::leased);

    found().containsExactly(Kind.LEASE);
  }

  @Test
  void twoOutcomesOfOneJobAreFound() {
    solved("a");
    event("a", "SUCCEEDED", "SUCCEEDED", 1);
    count("a");

    found().containsExactly(Kind.OUTCOMES);
  }

  @Test
  void aStateThatItsEventsDoNotSayIsFound() {
    cancelled("a");
    replace("a", job -> with(job, "FAILED", job.epoch(), job.events(), job.answer()));

    found().contains(Kind.OUTCOMES);
  }

  @Test
  void anEpochThatFallsIsFound() {
    solved("a");
    events.remove(events.size() - 1);
    event("a", "RUNNING", "SUCCEEDED", 0);

    found().containsExactly(Kind.EPOCH);
  }

  @Test
  void aMissingEventIsFound() {
    solved("a");
    events.remove(1);

    found().contains(Kind.GAP);
  }

  @Test
  void aTailCutOffIsFound() {
    solved("a");
    events.remove(events.size() - 1);

    found().contains(Kind.GAP, Kind.OUTCOMES);
  }

  @Test
  void anEventThatDoesNotFollowFromTheOneBeforeIsFound() {
    solved("a");
    EventRow last = events.remove(events.size() - 1);
    events.add(
        new EventRow(
            last.job(), last.seq(), TIME, last.from(), last.to(), last.epoch(), null, false));

    found().containsExactly(Kind.CHAIN);
  }

  @Test
  void aSucceededSolveWithoutATraceIsFound() {
    solved("a");
    traces.clear();

    found().containsExactly(Kind.TRACE);
  }

  @Test
  void aSucceededSolveWithTwoTracesIsFound() {
    solved("a");
    traces.put("a", 2);

    found().containsExactly(Kind.TRACE);
  }

  @Test
  void aCheckpointsFileWithoutARowIsFound() {
    files.add("e");
    readable.add("e");

    found().containsExactly(Kind.ORPHAN_CHECKPOINT);
  }

  @Test
  void aCheckpointsRowWithoutAReadableFileIsFound() {
    checkpoints.add("e");
    files.add("e");

    found().containsExactly(Kind.UNREADABLE_CHECKPOINT);
  }

  @Test
  void aCancelThatWasAcknowledgedAndIgnoredIsFound() {
    solved("a");
    ask(Operation.CANCEL, null, Subject.ofJob("a"), ok("a", "CANCELLED"));

    found().containsExactly(Kind.CANCEL);
  }

  @Test
  void aCancelThatCameTooLateMaySaySo() {
    solved("a");
    ask(Operation.CANCEL, null, Subject.ofJob("a"), ok("a", "SUCCEEDED"));
    ask(
        Operation.CANCEL,
        null,
        Subject.ofJob("a"),
        new Answer(409, null, null, "job a has ended: SUCCEEDED"));

    found().isEmpty();
  }

  @Test
  void aCancelRefusedWithoutAReasonIsFound() {
    solved("a");
    ask(Operation.CANCEL, null, Subject.ofJob("a"), new Answer(409, null, null, ""));

    found().containsExactly(Kind.CANCEL);
  }

  @Test
  void aWrongAnswerCalledSolvedIsFound() {
    solved("a");
    String swapped = ANSWER.substring(0, 14) + "12";
    replace("a", job -> with(job, job.state(), job.epoch(), job.events(), swapped));

    found().containsExactly(Kind.FALSELY_SOLVED);
  }

  @Test
  void anAnswerThatChangesAGivenIsNotSolved() {
    // Rows 1234 3412 2143 4321 with 1 and 2 exchanged: a valid grid, but not for these givens.
    assertThat(SudokuRules.solves(GIVENS, "2134342112434312")).isFalse();
    assertThat(SudokuRules.solves(GIVENS, ANSWER)).isTrue();
  }

  @Test
  void aGoodJobInQuarantineIsFound() {
    ask(Operation.SOLVE, "k", Subject.ofGrid("a"), ok("a", "QUEUED"));
    quarantined("a");

    found().containsExactly(Kind.QUARANTINE);
  }

  @Test
  void aGoodJobWhoseWorkersWereAllKilledIsNoFault() {
    ask(Operation.SOLVE, "k", Subject.ofGrid("a"), ok("a", "QUEUED"));
    quarantinedAfterThreeCrashes("a");
    for (int seq : List.of(2, 4, 6)) {
      killed("w", TIME.plusSeconds(seq).plusMillis(300));
    }

    found().isEmpty();
  }

  @Test
  void aGoodJobThatLostAWorkerNobodyKilledIsFound() {
    ask(Operation.SOLVE, "k", Subject.ofGrid("a"), ok("a", "QUEUED"));
    quarantinedAfterThreeCrashes("a");
    killed("w", TIME.plusSeconds(2).plusMillis(300));
    killed("another", TIME.plusSeconds(4).plusMillis(300));
    killed("w", TIME.plusSeconds(6).plusMillis(300));

    found().containsExactly(Kind.QUARANTINE);
  }

  @Test
  void poisonThatWasNotQuarantinedIsFound() {
    ask(Operation.POISON, "k", Subject.ofGrid("a"), ok("a", "QUEUED"));
    succeeded("a");

    found().containsExactly(Kind.QUARANTINE);
  }

  @Test
  void aFollowerToldAnotherEndIsFound() {
    solved("a");
    ask(Operation.FOLLOW, null, Subject.ofJob("a"), new Answer(200, null, "FAILED", null));

    found().containsExactly(Kind.MISTOLD);
  }

  @Test
  void aFaultOfTheServerIsFound() {
    ask(
        Operation.SOLVE,
        "k",
        Subject.ofGrid("a"),
        new Answer(500, null, null, "Internal Server Error"));

    found().containsExactly(Kind.SERVER_FAULT);
  }

  private AbstractListAssert<?, List<? extends Kind>, Kind, ObjectAssert<Kind>> found() {
    Snapshot snapshot = new Snapshot(jobs, events, traces, checkpoints, files, readable);
    return assertThat(
        HistoryChecker.check(history, snapshot, disturbances).stream()
            .map(Violation::kind)
            .toList());
  }

  private void solved(String id) {
    ask(Operation.SOLVE, "key " + id, Subject.ofGrid(id), ok(id, "QUEUED"));
    succeeded(id);
  }

  private void succeeded(String id) {
    job(id, "SUCCEEDED", Subject.ofGrid(id));
    ends(id, "SUCCEEDED");
    traces.put(id, 1);
  }

  private void cancelled(String id) {
    ask(Operation.SOLVE, "key " + id, Subject.ofGrid(id), ok(id, "QUEUED"));
    ask(Operation.CANCEL, null, Subject.ofJob(id), ok(id, "CANCELLED"));
    job(id, "CANCELLED", Subject.ofGrid(id));
    ends(id, "CANCELLED");
  }

  private void poison(String id) {
    ask(Operation.POISON, "key " + id, Subject.ofGrid(id), ok(id, "QUEUED"));
    quarantined(id);
  }

  private void quarantined(String id) {
    job(id, "QUARANTINED", Subject.ofGrid(id));
    event(id, null, "QUEUED", 0);
    event(id, "QUEUED", "RUNNING", 1);
    event(id, "RUNNING", "QUARANTINED", 2);
    count(id);
  }

  private void quarantinedAfterThreeCrashes(String id) {
    job(id, "QUARANTINED", Subject.ofGrid(id));
    event(id, null, "QUEUED", 0);
    for (int crash = 1; crash <= 3; crash++) {
      event(id, "QUEUED", "RUNNING", 2 * crash - 1);
      event(id, "RUNNING", crash == 3 ? "QUARANTINED" : "QUEUED", 2 * crash);
    }
    count(id);
  }

  private void killed(String worker, Instant at) {
    disturbances.add(
        new Disturbance(Disturbance.Effect.WORKER, "kill", "kill", at, at, List.of(worker)));
  }

  private void batch(String id, int lines) {
    history.add(batchEntry(null, lines));
    history.add(batchEntry(new Answer(202, id, null, Integer.toString(lines)), lines));
    for (int line = 0; line < lines; line++) {
      member(id, line);
    }
  }

  private void member(String batch, int line) {
    String id = batch + line;
    jobs.add(
        new JobRow(
            id,
            "SOLVE",
            "CANCELLED",
            Subject.ofBatch("line" + line),
            batch,
            1,
            0,
            false,
            true,
            GIVENS,
            null,
            false));
    ends(id, "CANCELLED");
  }

  private HistoryEntry batchEntry(@Nullable Answer answer, int lines) {
    return new HistoryEntry(
        TIME, 1, 1000, Operation.BATCH, "kb", Subject.ofBatch("line0"), "", lines, answer);
  }

  private void job(String id, String state, String subject) {
    boolean solved = state.equals("SUCCEEDED");
    jobs.add(
        new JobRow(
            id,
            "SOLVE",
            state,
            subject,
            null,
            1,
            0,
            false,
            true,
            GIVENS,
            solved ? ANSWER : null,
            solved));
    count(id);
  }

  private void ends(String id, String state) {
    event(id, null, "QUEUED", 0);
    event(id, "QUEUED", "RUNNING", 1);
    event(id, "RUNNING", state, 1);
    count(id);
  }

  private void event(String id, @Nullable String from, String to, int epoch) {
    int seq = (int) events.stream().filter(event -> event.job().equals(id)).count() + 1;
    events.add(new EventRow(id, seq, TIME.plusSeconds(seq), from, to, epoch, "w", true));
    count(id);
  }

  /** Increases the row's event count like the database does. */
  private void count(String id) {
    int count = (int) events.stream().filter(event -> event.job().equals(id)).count();
    replace(id, job -> with(job, job.state(), job.epoch(), count, job.answer()));
  }

  private void replace(String id, UnaryOperator<JobRow> change) {
    jobs.replaceAll(job -> job.id().equals(id) ? change.apply(job) : job);
  }

  private static JobRow with(
      JobRow job, String state, int epoch, int count, @Nullable String answer) {
    return new JobRow(
        job.id(),
        job.kind(),
        state,
        job.subject(),
        job.batch(),
        epoch,
        count,
        job.leased(),
        job.traced(),
        job.grid(),
        answer,
        job.solved());
  }

  private static JobRow leased(JobRow job) {
    return new JobRow(
        job.id(),
        job.kind(),
        job.state(),
        job.subject(),
        job.batch(),
        job.epoch(),
        job.events(),
        true,
        job.traced(),
        job.grid(),
        job.answer(),
        job.solved());
  }

  private void ask(Operation operation, @Nullable String key, String subject, Answer answer) {
    requests++;
    history.add(entry(operation, key, subject, null));
    history.add(entry(operation, key, subject, answer));
  }

  private HistoryEntry entry(
      Operation operation, @Nullable String key, String subject, @Nullable Answer answer) {
    return new HistoryEntry(TIME, 1, requests, operation, key, subject, "", 1, answer);
  }

  private static Answer ok(String id, String state) {
    return new Answer(202, id, state, null);
  }
}
