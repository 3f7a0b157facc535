package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.measure.ServerCounters.PerJob;
import java.util.Map;

/**
 * One contender, one way of submission, one round.
 *
 * @param round counted from 1
 * @param submitSeconds until all jobs were accepted
 * @param seconds until all jobs were done
 * @param server the database server's work for one job
 * @param processorMicros CPU microseconds per job, by process
 */
record Measurement(
    String contender,
    int workers,
    Way way,
    int round,
    int jobs,
    double submitSeconds,
    double seconds,
    Tally tally,
    PerJob server,
    Map<String, Double> processorMicros) {

  double jobsPerSecond() {
    return jobs / seconds;
  }

  double evenness() {
    return tally.evenness(workers);
  }

  /** Whether contender and way are the same, in any round. */
  boolean sameAs(Measurement other) {
    return contender.equals(other.contender) && workers == other.workers && way == other.way;
  }
}
