package dev.trm.gateway.access;

import java.time.Duration;

/** Lets through so many at once and, evenly, so many a minute. Safe for use by many threads. */
final class TokenBucket {
  private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

  private final int perMinute;
  private double tokens;
  private long at;

  /**
   * A full bucket.
   *
   * @param now nanoseconds of a clock that only goes on
   */
  TokenBucket(int perMinute, long now) {
    if (perMinute < 1) {
      throw new IllegalArgumentException("perMinute is " + perMinute + "; it must be 1 or more");
    }
    this.perMinute = perMinute;
    this.tokens = perMinute;
    this.at = now;
  }

  /**
   * How it stands after a request.
   *
   * @param passed whether there was a token for it
   * @param left tokens left, rounded down
   * @param untilNext till there is one more; zero if there is one
   */
  record Standing(boolean passed, int left, Duration untilNext) {
    /** For Retry-After: at least one second. */
    long retryAfterSeconds() {
      return Math.max(1, untilNext.plusMillis(999).toSeconds());
    }
  }

  int perMinute() {
    return perMinute;
  }

  /** Takes a token if there is one. */
  synchronized Standing take(long now) {
    refill(now);
    boolean passed = tokens >= 1;
    if (passed) {
      tokens--;
    }
    return standing(passed);
  }

  /** Looks without taking. */
  synchronized Standing look(long now) {
    refill(now);
    return standing(tokens >= 1);
  }

  /** Whether it is as good as a new one. */
  synchronized boolean full(long now) {
    refill(now);
    return tokens >= perMinute;
  }

  private Standing standing(boolean passed) {
    double missing = Math.max(0, 1 - tokens);
    return new Standing(
        passed, (int) tokens, Duration.ofNanos((long) (missing / perMinute * NANOS_PER_MINUTE)));
  }

  private void refill(long now) {
    tokens = Math.min(perMinute, tokens + (now - at) / NANOS_PER_MINUTE * perMinute);
    at = now;
  }
}
