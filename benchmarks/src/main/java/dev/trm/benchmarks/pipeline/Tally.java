package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.measure.Distribution;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the jobs of one measurement.
 *
 * @param accepted according to the submitters
 * @param done number that succeeded
 * @param outcomes recorded, of all jobs together
 * @param shares number of jobs done by each worker
 * @param latencyMillis from the request to the job's end; null if not measured
 */
record Tally(
    long accepted,
    long done,
    long outcomes,
    SortedMap<String, Long> shares,
    @Nullable Distribution latencyMillis) {

  Tally {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
  }

  /** Whether each accepted job was done exactly once. */
  boolean whole() {
    return done == accepted && outcomes == accepted;
  }

  /** The smallest worker's share divided by the largest: 1 if all have done equally many jobs. */
  double evenness(int workers) {
    long most = shares.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long least =
        shares.size() < workers
            ? 0
            : shares.values().stream().mapToLong(Long::longValue).min().orElse(0);
    return most == 0 ? 0 : (double) least / most;
  }
}
