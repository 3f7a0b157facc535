package dev.trm.jobs.kafka;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long after each failure, up to a limit, and
 * shortened at random by up to a half, so that many processes do not try at the same moment.
 *
 * @param first after one failure
 * @param longest however many there were
 */
public record Pauses(Duration first, Duration longest, RandomGenerator random) {
  private static final int MOST_DOUBLINGS = 20;

  public Pauses {
    if (first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("first: " + first + " is not above 0");
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("longest: " + longest + " is below first, " + first);
    }
  }

  /** Nothing before the first failure. */
  public Duration after(int failures) {
    if (failures < 1) {
      return Duration.ZERO;
    }
    long doubled = first.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS);
    long most = Math.min(longest.toNanos(), doubled);
    return Duration.ofNanos(most - (long) (most * random.nextDouble() / 2));
  }
}
