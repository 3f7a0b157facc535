package dev.trm.benchmarks.check;

import dev.trm.benchmarks.check.Snapshot.EventRow;
import dev.trm.benchmarks.check.Snapshot.JobRow;
import dev.trm.benchmarks.check.Violation.Kind;
import dev.trm.benchmarks.load.HistoryEntry;
import dev.trm.benchmarks.load.HistoryEntry.Answer;
import dev.trm.benchmarks.load.HistoryEntry.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the answers that clients received with the database. For a single use. */
public final class HistoryChecker {
  private static final String TRAIN = "TRAIN";

  /**
   * The number of crashes after which a job that ran alone is quarantined; the services' default.
   */
  private static final int CRASHES_UNTIL_BLAMED = 3;

  private final List<HistoryEntry> answers;
  private final List<HistoryEntry> asked;
  private final Snapshot snapshot;
  private final List<Disturbance> disturbances;
  private final Map<String, JobRow> jobs = new HashMap<>();
  private final Map<String, List<JobRow>> batches = new HashMap<>();
  private final Map<String, List<EventRow>> events = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  private HistoryChecker(
      List<HistoryEntry> history, Snapshot snapshot, List<Disturbance> disturbances) {
    this.answers = history.stream().filter(entry -> entry.answer() != null).toList();
    this.asked = history.stream().filter(entry -> entry.answer() == null).toList();
    this.snapshot = snapshot;
    this.disturbances = disturbances;
    for (JobRow job : snapshot.jobs()) {
      jobs.put(job.id(), job);
      if (job.batch() != null) {
        batches.computeIfAbsent(job.batch(), batch -> new ArrayList<>()).add(job);
      }
    }
    for (EventRow event : snapshot.events()) {
      events.computeIfAbsent(event.job(), job -> new ArrayList<>()).add(event);
    }
    events.values().forEach(each -> each.sort(Comparator.comparingInt(EventRow::seq)));
  }

  /**
   * Returns all violations.
   *
   * @param disturbances the injected faults
   */
  public static List<Violation> check(
      List<HistoryEntry> history, Snapshot snapshot, List<Disturbance> disturbances) {
    HistoryChecker checker = new HistoryChecker(history, snapshot, disturbances);
    checker.checkAnswers();
    checker.checkRequests();
    snapshot.jobs().forEach(checker::checkJob);
    checker.checkPoison();
    checker.checkCheckpoints();
    return List.copyOf(checker.violations);
  }

  private void found(Kind kind, String subject, String detail) {
    violations.add(new Violation(kind, subject, detail));
  }

  // --- answers to clients

  private void checkAnswers() {
    for (HistoryEntry entry : answers) {
      Answer answer = answer(entry);
      Integer status = answer.status();
      if (status != null && status == 500) {
        found(Kind.SERVER_FAULT, entry.subject(), entry.operation() + ": " + answer.detail());
      }
      if (entry.operation() == Operation.FOLLOW) {
        checkFollowed(entry, answer);
      } else if (entry.operation() == Operation.CANCEL) {
        checkCancelled(entry, answer);
      } else if (answer.acknowledged()) {
        checkSubmitted(entry, answer);
      }
    }
  }

  private void checkSubmitted(HistoryEntry entry, Answer answer) {
    String id = String.valueOf(answer.id());
    if (entry.operation() == Operation.BATCH) {
      int there = batches.getOrDefault(id, List.of()).size();
      int promised = Integer.parseInt(String.valueOf(answer.detail()));
      if (there < promised) {
        found(Kind.LOST, "batch " + id, promised + " jobs were acknowledged, there are " + there);
      } else if (there > promised) {
        found(Kind.DOUBLED, "batch " + id, promised + " jobs were accepted, there are " + there);
      }
      return;
    }
    JobRow job = jobs.get(id);
    if (job == null) {
      found(Kind.LOST, id, entry.operation() + " was acknowledged, there is no such job");
    } else if (answer.state() != null && Snapshot.isFinal(answer.state())) {
      checkTold(job, answer.state(), entry.operation());
    }
  }

  private void checkFollowed(HistoryEntry entry, Answer answer) {
    if (!answer.acknowledged()) {
      return;
    }
    JobRow job = jobs.get(entry.subject().replace("job ", ""));
    if (answer.detail() != null) {
      found(Kind.MISTOLD, entry.subject(), "events: " + answer.detail());
    } else if (job != null && answer.state() != null) {
      checkTold(job, answer.state(), Operation.FOLLOW);
    }
  }

  private void checkTold(JobRow job, String told, Operation by) {
    if (!told.equals(job.state())) {
      found(Kind.MISTOLD, job.id(), by + " told " + told + ", the job is " + job.state());
    }
  }

  /**
   * An acknowledged cancel must end the job as cancelled; a cancel of an ended job must return its
   * state or be refused.
   */
  private void checkCancelled(HistoryEntry entry, Answer answer) {
    Integer status = answer.status();
    if (status == null || status >= 500 || status == 429) {
      return;
    }
    String id = entry.subject().replace("job ", "");
    JobRow job = jobs.get(id);
    String state = answer.state();
    if (answer.acknowledged()) {
      if (job == null || state == null || !state.equals(job.state()) || !job.ended()) {
        found(
            Kind.CANCEL,
            id,
            "answered " + state + ", the job is " + (job == null ? "not there" : job.state()));
      }
    } else if (status != 409 || answer.detail() == null || answer.detail().isBlank()) {
      found(Kind.CANCEL, id, "refused with " + status + ", reason '" + answer.detail() + "'");
    }
  }

  // --- one request, one job

  private void checkRequests() {
    Map<String, Set<String>> ids = new TreeMap<>();
    for (HistoryEntry entry : answers) {
      Answer answer = answer(entry);
      if (entry.key() != null && answer.acknowledged() && answer.id() != null) {
        ids.computeIfAbsent(entry.key(), key -> new HashSet<>()).add(answer.id());
      }
    }
    ids.forEach(
        (key, told) -> {
          if (told.size() > 1) {
            found(Kind.DOUBLED, "key " + key, "answered with several ids: " + told);
          }
        });
    checkSubjects();
  }

  /**
   * A subject belongs to one request, except for retries of one job, each of which may make a job.
   */
  private void checkSubjects() {
    Map<String, Long> wanted =
        asked.stream()
            .filter(entry -> entry.operation().submits() && entry.operation() != Operation.BATCH)
            .collect(
                Collectors.groupingBy(
                    HistoryEntry::subject,
                    Collectors.mapping(
                        HistoryEntry::request,
                        Collectors.collectingAndThen(
                            Collectors.toSet(), requests -> (long) requests.size()))));
    Map<String, Long> made =
        snapshot.jobs().stream()
            .filter(job -> job.batch() == null)
            .collect(Collectors.groupingBy(JobRow::subject, Collectors.counting()));
    made.forEach(
        (subject, count) -> {
          long requests = wanted.getOrDefault(subject, 0L);
          if (requests == 0) {
            found(Kind.UNASKED, subject, count + " jobs that nobody asked for");
          } else if (count > requests) {
            found(Kind.DOUBLED, subject, requests + " requests made " + count + " jobs");
          }
        });
    checkBatches();
  }

  private void checkBatches() {
    Map<String, Integer> lines =
        asked.stream()
            .filter(entry -> entry.operation() == Operation.BATCH)
            .collect(
                Collectors.toMap(HistoryEntry::subject, HistoryEntry::jobs, (same, again) -> same));
    Map<String, List<String>> batchesOf = new HashMap<>();
    batches.forEach(
        (batch, members) ->
            members.stream()
                .map(JobRow::subject)
                .filter(lines::containsKey)
                .forEach(
                    first ->
                        batchesOf.computeIfAbsent(first, key -> new ArrayList<>()).add(batch)));
    batchesOf.forEach(
        (subject, made) -> {
          if (made.size() > 1) {
            found(Kind.DOUBLED, subject, "one upload made the batches " + made);
          }
        });
    long known = batchesOf.values().stream().flatMap(List::stream).distinct().count();
    if (known < batches.size()) {
      found(Kind.UNASKED, "batches", batches.size() - known + " that nobody uploaded");
    }
  }

  // --- one job

  private void checkJob(JobRow job) {
    if (!job.ended() && !job.quarantined()) {
      found(Kind.STUCK, job.id(), job.kind() + " is " + job.state());
    }
    if (job.state().equals("RUNNING") != job.leased()) {
      found(
          Kind.LEASE,
          job.id(),
          job.leased() ? "is " + job.state() + " and has a lease" : "runs without a lease");
    }
    checkEvents(job, events.getOrDefault(job.id(), List.of()));
    boolean traced = !job.kind().equals(TRAIN) && job.traced();
    int traces = snapshot.traces().getOrDefault(job.id(), 0);
    if (traced && job.state().equals("SUCCEEDED") && traces != 1) {
      found(Kind.TRACE, job.id(), "succeeded with " + traces + " traces");
    }
    String grid = job.grid();
    String answer = job.answer();
    if (job.solved() && (grid == null || answer == null || !SudokuRules.solves(grid, answer))) {
      found(Kind.FALSELY_SOLVED, job.id(), "puzzle " + grid + ", answer " + answer);
    }
  }

  private void checkEvents(JobRow job, List<EventRow> changes) {
    if (changes.size() != job.events()) {
      found(Kind.GAP, job.id(), job.events() + " events are counted, " + changes.size() + " kept");
    }
    int epoch = 0;
    int seq = 0;
    for (EventRow change : changes) {
      if (change.seq() != ++seq) {
        found(Kind.GAP, job.id(), "event " + seq + " is followed by " + change.seq());
        seq = change.seq();
      }
      if (change.epoch() < epoch) {
        found(Kind.EPOCH, job.id(), "epoch " + change.epoch() + " after " + epoch);
      }
      epoch = change.epoch();
      if (!change.chained()) {
        found(
            Kind.CHAIN, job.id(), "event " + change.seq() + " does not follow from the one before");
      }
    }
    checkOutcomes(job, changes);
  }

  private void checkOutcomes(JobRow job, List<EventRow> changes) {
    long ends = changes.stream().filter(EventRow::ends).count();
    if (ends != (job.ended() ? 1 : 0)) {
      found(Kind.OUTCOMES, job.id(), "is " + job.state() + " and ended " + ends + " times");
    }
    String last = changes.isEmpty() ? "nothing" : changes.get(changes.size() - 1).to();
    if (!last.equals(job.state())) {
      found(Kind.OUTCOMES, job.id(), "is " + job.state() + ", its last event says " + last);
    }
  }

  // --- poison jobs and checkpoints

  private void checkPoison() {
    Set<String> poison =
        asked.stream()
            .filter(entry -> entry.operation() == Operation.POISON)
            .map(HistoryEntry::subject)
            .collect(Collectors.toSet());
    for (JobRow job : snapshot.jobs()) {
      boolean poisonous = poison.contains(job.subject());
      List<EventRow> changes = events.getOrDefault(job.id(), List.of());
      long times = changes.stream().filter(EventRow::quarantines).count();
      if (poisonous && !(job.quarantined() && times == 1)) {
        found(
            Kind.QUARANTINE,
            job.id(),
            "is poison, and " + job.state() + " after " + times + " quarantines");
      } else if (!poisonous && times > 0 && !hadItsWorkersTaken(changes)) {
        found(Kind.QUARANTINE, job.id(), "is no poison, and was in quarantine");
      }
    }
  }

  /**
   * Whether an injected fault killed or stopped the worker of every lost attempt, often enough for
   * quarantine. Such a job cannot be distinguished from a poison job.
   */
  private boolean hadItsWorkersTaken(List<EventRow> changes) {
    int taken = 0;
    for (int i = 1; i < changes.size(); i++) {
      EventRow held = changes.get(i - 1);
      EventRow lost = changes.get(i);
      if (held.to().equals("RUNNING") && !lost.ends()) {
        if (disturbances.stream().noneMatch(each -> each.took(held, lost.at()))) {
          return false;
        }
        taken++;
      }
    }
    return taken >= CRASHES_UNTIL_BLAMED;
  }

  private void checkCheckpoints() {
    for (String id : snapshot.checkpoints()) {
      if (!snapshot.readable().contains(id)) {
        found(Kind.UNREADABLE_CHECKPOINT, id, "has a row and no file with its content");
      }
    }
    for (String id : snapshot.files()) {
      if (!snapshot.checkpoints().contains(id)) {
        found(Kind.ORPHAN_CHECKPOINT, id, "has a file and no row");
      }
    }
  }

  private static Answer answer(HistoryEntry entry) {
    @Nullable Answer answer = entry.answer();
    if (answer == null) {
      throw new IllegalStateException("request " + entry.request() + " has no answer here");
    }
    return answer;
  }
}
