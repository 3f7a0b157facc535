package dev.trm.benchmarks.check;

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
    /** A worker is killed, or stopped beyond its leases. */
    WORKER,
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
      return this != WORKER && this != GATEWAY && this != NONE;
    }
  }

  public Disturbance {
    if (ended.isBefore(began)) {
      throw new IllegalArgumentException("ended: " + ended + " is before began, " + began);
    }
    workers = List.copyOf(workers);
  }
}
