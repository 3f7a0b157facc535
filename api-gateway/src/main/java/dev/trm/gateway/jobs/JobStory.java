package dev.trm.gateway.jobs;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.events.CycleEvent;
import dev.trm.jobs.events.EventId;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.store.AuditEvent;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.puzzles.Puzzle;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A job's events rebuilt from the database, with the numbers the live ones had. */
@Singleton
final class JobStory {
  private static final int MOST_POINTS = 500;

  /** Before the first step. */
  private static final long NOTHING = -1;

  private final JobStore jobs;
  private final RunStore runs;

  @Inject
  JobStory(JobStore jobs, RunStore runs) {
    this.jobs = jobs;
    this.runs = runs;
  }

  /**
   * What has happened up to now, in order: states, and the cycles or measurements of the last try.
   * Measurements are thinned where there are more than 500 of a name.
   *
   * @param after what was heard last; earlier ones may be left out
   */
  List<JobEvent> of(Job job, EventId after) {
    List<JobEvent> events = new ArrayList<>();
    int lastTry = 0; // the number of its beginning
    Instant tried = job.queuedAt();
    for (AuditEvent move : jobs.history(job.id())) {
      // A move into a final state after the job was read comes with its result next time.
      if (!move.to().isFinal() || move.to() == job.state()) {
        events.add(state(job, move));
      }
      if (move.to() == JobState.RUNNING) {
        lastTry = move.seq();
        tried = move.at();
      }
    }
    events.addAll(
        job.kind() == JobKind.SOLVE
            ? cycles(job, lastTry, tried)
            : metrics(job, lastTry, tried, after.seq() == lastTry ? after.step() : NOTHING));
    events.sort(Comparator.comparing(JobEvent::id));
    return events;
  }

  /**
   * Whether the job has come to a step, in whichever try. What cycle a solve is at is not with the
   * database before its end: of that it is only known which it cannot come to.
   *
   * @param step or cycle, from 1; 0 is the change of state before it
   */
  boolean reached(Job job, long step) {
    return step == 0
        || (job.kind() == JobKind.SOLVE
            ? step <= Math.min(CycleEvent.MOST, job.solveSpec().budget())
            : !runs.metrics(job.id(), List.of(), step - 1, 1).isEmpty());
  }

  /** The state the job is in now has its result with it. */
  private static JobEvent state(Job job, AuditEvent move) {
    if (move.seq() == job.events()) {
      return JobEvent.state(job, move.at());
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("state", move.to());
    if (move.worker() != null) {
      data.put("worker", move.worker());
    }
    if (move.reason() != null) {
      data.put("reason", move.reason());
    }
    return new JobEvent(
        job.id(), new EventId(move.seq(), 0), JobEvent.STATE, move.at(), JobJson.tree(data));
  }

  private List<JobEvent> cycles(Job job, int begin, Instant started) {
    List<JobEvent> events = new ArrayList<>();
    SolveSpec spec = job.solveSpec();
    Puzzle puzzle = Puzzle.parse(spec.puzzleKind(), spec.grid(), spec.layout());
    Map<Integer, int[]> drafts = new HashMap<>();
    Instant at = started;
    List<TraceCycle> trace = jobs.trace(job.id());
    for (TraceCycle cycle : trace.subList(0, Math.min(CycleEvent.MOST, trace.size()))) {
      at = at.plusNanos(cycle.micros() * 1000L);
      int[] before = drafts.put(cycle.attempt(), cycle.tokens());
      events.add(
          new JobEvent(
              job.id(),
              new EventId(begin, events.size() + 1),
              JobEvent.CYCLE,
              at,
              CycleEvent.data(job, puzzle, before == null ? puzzle.tokens() : before, cycle)));
    }
    return events;
  }

  private List<JobEvent> metrics(Job job, int begin, Instant started, long after) {
    Map<Long, Map<String, Object>> steps = new TreeMap<>();
    for (MetricPoint point : runs.metrics(job.id(), List.of(), after, MOST_POINTS)) {
      steps
          .computeIfAbsent(point.step(), step -> new LinkedHashMap<>(Map.of("step", step)))
          .put(point.name(), point.value());
    }
    return steps.entrySet().stream()
        .map(
            step ->
                new JobEvent(
                    job.id(),
                    new EventId(begin, step.getKey()),
                    JobEvent.METRICS,
                    started,
                    JobJson.tree(step.getValue())))
        .toList();
  }
}
