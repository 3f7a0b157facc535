package dev.trm.jobs.store;

import dev.trm.jobs.FailureCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Whether and when a failed job is tried again: after a random time up to a limit that grows
 * fourfold with each try, so that jobs that failed together do not come back together.
 *
 * @param maxAttempts tries before an ordinary retryable failure is final; see {@link #rule}
 * @param maxCrashes workers that vanished while holding a job alone before it is quarantined
 * @param firstPause the longest pause before the second try after an ordinary failure
 * @param random decides within the limit
 */
public record RetryPolicy(
    int maxAttempts, int maxCrashes, Duration firstPause, RandomGenerator random) {
  private static final int GROWTH = 4;

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts: " + maxAttempts + " is less than 1");
    }
    if (maxCrashes < 1) {
      throw new IllegalArgumentException("maxCrashes: " + maxCrashes + " is less than 1");
    }
    if (firstPause.isNegative()) {
      throw new IllegalArgumentException("firstPause: " + firstPause + " is negative");
    }
  }

  /** Decides by chance. */
  public RetryPolicy(int maxAttempts, int maxCrashes, Duration firstPause) {
    this(maxAttempts, maxCrashes, firstPause, new SecureRandom());
  }

  /**
   * How one kind of failure is tried again.
   *
   * @param attempts tries before it is final
   * @param first the longest pause before the second try
   * @param longest no pause is longer
   */
  record Rule(int attempts, Duration first, Duration longest) {}

  /** The whole table. What no retry helps is tried once. */
  Rule rule(FailureCode code) {
    switch (code) {
      case STORAGE_UNAVAILABLE:
        // Outages last: more tries, further apart.
        return new Rule(3 * maxAttempts, firstPause.multipliedBy(2), firstPause.multipliedBy(120));
      case OUT_OF_MEMORY:
        // It mostly needs as much again: one more try, when neighbours have gone.
        return new Rule(
            Math.min(2, maxAttempts), firstPause.multipliedBy(5), firstPause.multipliedBy(60));
      case DEVICE_FAILED:
      case INTERNAL:
        return new Rule(maxAttempts, firstPause, firstPause.multipliedBy(60));
      default:
        return new Rule(1, Duration.ZERO, Duration.ZERO);
    }
  }

  /**
   * The pause before the next try; empty if there is none.
   *
   * @param attempts tries made, the failed one included
   */
  Optional<Duration> pause(FailureCode code, int attempts) {
    Rule rule = rule(code);
    if (attempts >= rule.attempts()) {
      return Optional.empty();
    }
    double grown = rule.first().toMillis() * Math.pow(GROWTH, Math.max(0, attempts - 1));
    double limit = Math.min(grown, rule.longest().toMillis());
    return Optional.of(Duration.ofMillis((long) (limit * random.nextDouble())));
  }
}
