package dev.trm.jobs.store;

import java.time.Duration;

/**
 * How often a job is tried.
 *
 * @param maxAttempts tries before a retryable failure is final
 * @param maxCrashes tries lost to vanished workers before quarantine
 * @param firstPause before the second try; four times as long before each further one
 */
public record RetryPolicy(int maxAttempts, int maxCrashes, Duration firstPause) {
  public static final RetryPolicy DEFAULT = new RetryPolicy(3, 5, Duration.ofSeconds(1));

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts: " + maxAttempts + " is less than 1");
    }
    if (maxCrashes < 1) {
      throw new IllegalArgumentException("maxCrashes: " + maxCrashes + " is less than 1");
    }
  }
}
