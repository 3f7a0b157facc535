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
 * How long it took until work went on.
 *
 * @param after what it had to recover from; where several were at work at once, the last to end
 */
public record Recovery(Effect after, String what, Duration time) {

  /** Of jobs whose worker was killed, from the kill until somebody has them again. */
  private static final Duration PROMISED_AFTER_KILL = Duration.ofSeconds(10);

  /**
   * From the return of broker, database or network until a job is done, and for what a worker held
   * that hangs.
   */
  private static final Duration PROMISED_OTHERWISE = Duration.ofSeconds(30);

  /** Every recovery that took longer than is promised. */
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
   * All recoveries. After a worker's end or hang: until each job that it held was taken by somebody
   * or had ended. After the return of what stops all work: until the next job was done.
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

  /** When a job that the worker held was somebody's again; nothing if it held it not. */
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
