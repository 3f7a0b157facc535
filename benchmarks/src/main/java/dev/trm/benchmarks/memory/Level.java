package dev.trm.benchmarks.memory;

import dev.trm.benchmarks.measure.Spread;
import java.util.List;

/**
 * A process's memory over time while it worked.
 *
 * @param what the process and its work
 * @param megabytes after each of equal parts of the work
 */
record Level(String what, List<Double> megabytes) {
  /** The divisor for the warm-up: in the first quarter, code is compiled and caches fill. */
  private static final int WARM_UP = 4;

  Level {
    megabytes = List.copyOf(megabytes);
    if (megabytes.size() < WARM_UP) {
      throw new IllegalArgumentException(
          "megabytes are of " + megabytes.size() + " parts; they must be of 4 or more");
    }
  }

  /** The median in the second quarter, after the warm-up. */
  double before() {
    int quarter = megabytes.size() / WARM_UP;
    return median(quarter, 2 * quarter);
  }

  /** The median in the last quarter. */
  double after() {
    return median(megabytes.size() - megabytes.size() / WARM_UP, megabytes.size());
  }

  /** The relative growth from the second to the last quarter; 0 means constant. */
  double growth() {
    return after() / before() - 1;
  }

  private double median(int from, int to) {
    return Spread.of(megabytes.subList(from, to)).median();
  }
}
