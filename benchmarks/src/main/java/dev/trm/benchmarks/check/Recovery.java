package dev.trm.benchmarks.check;

import dev.trm.benchmarks.check.Disturbance.Effect;
import dev.trm.benchmarks.check.Snapshot.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recovery: the time until work continued after a fault.
 *
 * @param after the effect of the fault; of several simultaneous faults, the last one to end
 */
public record Recovery(Effect after, String what, Duration time) {

  /** Target for jobs of a killed worker, from the kill until another worker claims them. */
  private static final Duration PROMISED_AFTER_KILL = Duration.ofSeconds(10);

  /**
   * Target from the return of broker, database or network until a job completes, and for the jobs
   * of a hanging worker.
   */
  private static final Duration PROMISED_OTHERWISE = Duration.ofSeconds(30);

  /** Every recovery that missed its target. */
  public static List<Violation> late(List<Recovery> recoveries) {
    return recoveries.stream()
        .filter(each -> each.time().compareTo(each.promised()) > 0)
        .map(
            each ->
                new Violation(
                    Violation.Kind.LATE,
                    each.what(),
                    "promised within " + each.promised() + ", took " + each.time()))
        .toList();
  }

  private Duration promised() {
    return after == Effect.WORKER ? PROMISED_AFTER_KILL : PROMISED_OTHERWISE;
  }

  /**
   * All recoveries. After a worker's end or hang: until each job that it held was claimed again or
   * had ended. After the return of a part without which no work is possible: until the next job
   * completed.
   */
  public static List<Recovery> of(List<Disturbance> disturbances, List<EventRow> events) {
    Map<String, List<EventRow>> byJob = new HashMap<>();
    events.forEach(
        event -> byJob.computeIfAbsent(event.job(), job -> new ArrayList<>()).add(event));
    byJob.values().forEach(each -> each.sort(Comparator.comparingInt(EventRow::seq)));
    List<Instant> done =
        events.stream()
            .filter(event -> event.ends() && "RUNNING".equals(event.from()))
            .map(EventRow::at)
            .sorted()
            .toList();
    List<Recovery> recoveries = new ArrayList<>();
    for (Disturbance disturbance : disturbances) {
      if (disturbance.effect().ofWorker()) {
        byJob.values().stream()
            .flatMap(job -> taken(disturbance, job).stream())
            .max(Comparator.naturalOrder())
            .ifPresent(end -> recoveries.add(afterWorker(disturbance, end, disturbances)));
      } else if (disturbance.effect().stopsWork()) {
        afterReturn(disturbance, done, disturbances).ifPresent(recoveries::add);
      }
    }
    return recoveries;
  }

  /** When a job of that worker was claimed again; empty if the worker did not hold it. */
  private static Optional<Instant> taken(Disturbance gone, List<EventRow> changes) {
    EventRow held = null;
    for (EventRow change : changes) {
      if (!change.at().isAfter(gone.began())) {
        held = change;
      } else if (held == null || !gone.hasWorkerOf(held)) {
        return Optional.empty();
      } else if (change.to().equals("RUNNING") || change.ends() || change.quarantines()) {
        return Optional.of(change.at());
      }
    }
    return Optional.empty();
  }

  private static Recovery afterWorker(Disturbance gone, Instant end, List<Disturbance> all) {
    Instant start = gone.began();
    Effect after = gone.effect();
    for (Disturbance other : all) {
      boolean between = other.began().isBefore(end) && other.ended().isAfter(start);
      if (other.effect().stopsWork() && between && other.ended().isBefore(end)) {
        start = other.ended();
        after = other.effect();
      }
    }
    return new Recovery(after, gone.what(), Duration.between(start, end));
  }

  private static Optional<Recovery> afterReturn(
      Disturbance gone, List<Instant> done, List<Disturbance> all) {
    Optional<Instant> next = done.stream().filter(at -> at.isAfter(gone.ended())).findFirst();
    boolean disturbedAgain =
        all.stream()
            .anyMatch(
                other ->
                    other != gone
                        && other.effect().stopsWork()
                        && other.ended().isAfter(gone.ended())
                        && next.filter(at -> other.began().isAfter(at)).isEmpty());
    return disturbedAgain
        ? Optional.empty()
        : next.map(
            at -> new Recovery(gone.effect(), gone.what(), Duration.between(gone.ended(), at)));
  }
}
