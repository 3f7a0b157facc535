package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;

/**
 * What a worker says of itself.
 *
 * @param capacity how many jobs it can hold
 * @param free how many more it can take now
 * @param stopping it takes nothing new by its own wish
 * @param present it holds a {@linkplain WorkerPresence session} whose end would tell of its own
 */
public record WorkerBeat(
    String worker, JobKind kind, int capacity, int free, boolean stopping, boolean present) {

  public WorkerBeat {
    if (free < 0 || free > capacity) {
      throw new IllegalArgumentException("free: " + free + " is not within 0 to " + capacity);
    }
  }
}
