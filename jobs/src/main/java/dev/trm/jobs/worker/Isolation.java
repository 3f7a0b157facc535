package dev.trm.jobs.worker;

import dev.trm.jobs.JobKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the intakes of one process hold together. A suspect runs with nothing else in its process,
 * of whatever kind: the claim sees to that, and this keeps intakes from asking in vain.
 */
final class Isolation {
  private final List<Heartbeat> workers = new CopyOnWriteArrayList<>();
  private final List<IntakeTurns> turns = new CopyOnWriteArrayList<>();

  void add(Heartbeat worker, IntakeTurns intake) {
    workers.add(worker);
    turns.add(intake);
  }

  void remove(Heartbeat worker, IntakeTurns intake) {
    workers.remove(worker);
    turns.remove(intake);
  }

  /** Whether no job is held. */
  boolean idle() {
    return workers.stream().noneMatch(Heartbeat::holdsJobs);
  }

  /**
   * Whether an intake must leave ordinary jobs alone: suspects are held that end soon, or wait for
   * the process to be idle. A suspected training runs for hours; whether it still keeps others away
   * is known to the claim only.
   */
  boolean closed() {
    return workers.stream()
            .anyMatch(worker -> worker.kind() != JobKind.TRAIN && worker.holdsSuspects())
        || turns.stream().anyMatch(IntakeTurns::suspectsWait);
  }

  /** Whether the process will not be idle for long, so that suspects had better go elsewhere. */
  boolean busyForLong(JobKind asking) {
    return asking != JobKind.TRAIN
        && workers.stream()
            .anyMatch(worker -> worker.kind() == JobKind.TRAIN && worker.holdsJobs());
  }
}
