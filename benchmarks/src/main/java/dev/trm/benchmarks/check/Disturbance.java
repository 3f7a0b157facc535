package dev.trm.benchmarks.check;

import dev.trm.benchmarks.check.Snapshot.EventRow;
import java.time.Instant;
import java.util.List;

/**
 * A fault that was put in.
 *
 * @param fault for counting
 * @param what in words
 * @param ended when what was broken had returned; for a worker's end the moment of it
 * @param workers that held jobs and no longer can
 */
public record Disturbance(
    Effect effect, String fault, String what, Instant began, Instant ended, List<String> workers) {

  /** What a fault takes away. */
  public enum Effect {
    /** A worker is killed. */
    WORKER,
    /** A worker is stopped beyond its leases: nothing but their lapse tells that from slowness. */
    HANG,
    BROKER,
    DATABASE,
    RELAY,
    GATEWAY,
    /** Connections are cut or slow. */
    NETWORK,
    /** Workers die of a job, again and again, until it is found. */
    POISON,
    /** Nothing: messages that mean nothing, more load, no room for checkpoints. */
    NONE;

    /** Whether jobs cannot be handed out meanwhile, whatever else goes well. */
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

  /** Whether a job was held then by one of the workers. */
  boolean hasWorkerOf(EventRow held) {
    return held.to().equals("RUNNING") && workers.contains(held.worker());
  }

  /** Whether it took the worker that held a job, before the job was found lost. */
  boolean took(EventRow held, Instant lost) {
    return effect.ofWorker()
        && hasWorkerOf(held)
        && !began.isBefore(held.at())
        && !began.isAfter(lost);
  }
}
