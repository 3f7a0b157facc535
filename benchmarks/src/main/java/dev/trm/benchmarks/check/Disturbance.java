package dev.trm.benchmarks.check;

import dev.trm.benchmarks.check.Snapshot.EventRow;
import java.time.Instant;
import java.util.List;

/**
 * An injected fault.
 *
 * @param fault the kind, for counting
 * @param what a description
 * @param ended when the broken part was back; for a worker's end, the moment of the end
 * @param workers that held jobs and no longer can
 */
public record Disturbance(
    Effect effect, String fault, String what, Instant began, Instant ended, List<String> workers) {

  /** The effect of a fault. */
  public enum Effect {
    /** A worker is killed. */
    WORKER,
    /**
     * A worker is stopped for longer than its leases: only their expiry distinguishes that from
     * slowness.
     */
    HANG,
    BROKER,
    DATABASE,
    RELAY,
    GATEWAY,
    /** Connections are cut or slow. */
    NETWORK,
    /** Workers crash repeatedly because of a job, until it is quarantined. */
    POISON,
    /** No loss: invalid messages, more load, no space for checkpoints. */
    NONE;

    /** Whether no job can be handed out during the fault. */
    boolean stopsWork() {
      return !ofWorker() && this != GATEWAY && this != NONE;
    }

    /** Whether it takes a worker from the jobs that it holds. */
    public boolean ofWorker() {
      return this == WORKER || this == HANG;
    }
  }

  public Disturbance {
    if (ended.isBefore(began)) {
      throw new IllegalArgumentException("ended: " + ended + " is before began, " + began);
    }
    workers = List.copyOf(workers);
  }

  /** Whether one of the affected workers held the job at that time. */
  boolean hasWorkerOf(EventRow held) {
    return held.to().equals("RUNNING") && workers.contains(held.worker());
  }

  /** Whether it affected the worker that held a job, before the job was reclaimed. */
  boolean took(EventRow held, Instant lost) {
    return effect.ofWorker()
        && hasWorkerOf(held)
        && !began.isBefore(held.at())
        && !began.isAfter(lost);
  }
}
