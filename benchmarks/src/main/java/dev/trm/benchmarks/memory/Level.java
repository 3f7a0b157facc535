package dev.trm.benchmarks.memory;

import dev.trm.benchmarks.measure.Spread;
import java.util.List;

/**
 * How much memory a process had while it worked.
 *
 * @param what it is, and what it did
 * @param megabytes after each of equal parts of the work
 */
record Level(String what, List<Double> megabytes) {
  /** The first quarter is warm-up: code is compiled, caches fill. */
  private static final int WARM_UP = 4;

  Level {
    megabytes = List.copyOf(megabytes);
    if (megabytes.size() < WARM_UP) {
      throw new IllegalArgumentException(
          "megabytes are of " + megabytes.size() + " parts; they must be of 4 or more");
    }
  }

  /** The median after the warm-up, in the second quarter of the work. */
  double before() {
    int quarter = megabytes.size() / WARM_UP;
    return median(quarter, 2 * quarter);
  }

  /** The median in the last quarter. */
  double after() {
    return median(megabytes.size() - megabytes.size() / WARM_UP, megabytes.size());
  }

  /** How much more it is in the end, of what it was: 0 is level. */
  double growth() {
    return after() / before() - 1;
  }

  private double median(int from, int to) {
    return Spread.of(megabytes.subList(from, to)).median();
  }
}
