package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.Priority;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a queue stands.
 *
 * @param waiting how many jobs are queued, by each priority
 * @param running held by workers
 * @param oldest the first submitted of those that could run by now
 * @param oldestSince when that one could run for the first time, or again
 */
public record QueueState(
    Map<Priority, Long> waiting,
    long running,
    @Nullable JobId oldest,
    @Nullable Instant oldestSince) {
  /** All that are queued. */
  public long queued() {
    return waiting.values().stream().mapToLong(Long::longValue).sum();
  }
}
