package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.measure.Distribution;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of the jobs of one measurement.
 *
 * @param accepted as submitters were told
 * @param done have succeeded
 * @param outcomes recorded, of all jobs together
 * @param shares how many each worker has done
 * @param latencyMillis from the request until the job had ended; null if nobody measures it
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

  /** Whether each job that was accepted was done, once. */
  boolean whole() {
    return done == accepted && outcomes == accepted;
  }

  /**
   * The least that one of so many workers has done as a part of the most: 1 if all have done as
   * much.
   */
  double evenness(int workers) {
    long most = shares.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long least =
        shares.size() < workers
            ? 0
            : shares.values().stream().mapToLong(Long::longValue).min().orElse(0);
    return most == 0 ? 0 : (double) least / most;
  }
}
