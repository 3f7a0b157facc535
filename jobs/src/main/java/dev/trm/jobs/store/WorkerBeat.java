package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import java.util.Set;

/**
 * What a worker says of itself.
 *
 * @param capacity how many jobs it can hold
 * @param free how many more it can take now
 * @param stopping it takes nothing new by its own wish
 * @param present it holds a {@linkplain WorkerPresence session} whose end would tell of its own
 * @param joined the priorities whose share groups it is a member of: only those jobs can reach it
 */
public record WorkerBeat(
    String worker,
    JobKind kind,
    int capacity,
    int free,
    boolean stopping,
    boolean present,
    Set<Priority> joined) {

  public WorkerBeat {
    joined = Set.copyOf(joined);
    if (free < 0 || free > capacity) {
      throw new IllegalArgumentException("free: " + free + " is not within 0 to " + capacity);
    }
  }
}
