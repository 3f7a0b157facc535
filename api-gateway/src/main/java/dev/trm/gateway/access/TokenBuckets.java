package dev.trm.gateway.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** A bucket for each name, made at first use and forgotten when full, so names cost no memory. */
final class TokenBuckets {
  private static final int MOST_KEPT = 10_000;

  private final LongSupplier nanoClock;
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

  /**
   * @param nanoClock only goes on, as {@link System#nanoTime()}
   */
  TokenBuckets(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Takes a token of that name's bucket. */
  TokenBucket.Standing take(String name, int perMinute) {
    return bucket(name, perMinute).take(nanoClock.getAsLong());
  }

  /** How that name's bucket stands. */
  TokenBucket.Standing look(String name, int perMinute) {
    return bucket(name, perMinute).look(nanoClock.getAsLong());
  }

  int size() {
    return buckets.size();
  }

  private TokenBucket bucket(String name, int perMinute) {
    long now = nanoClock.getAsLong();
    if (buckets.size() >= MOST_KEPT) {
      buckets.values().removeIf(bucket -> bucket.full(now));
      if (buckets.size() >= MOST_KEPT) {
        // A flood from more addresses than we keep: a fresh start for all is fair.
        buckets.clear();
      }
    }
    return buckets.compute(
        name,
        (any, present) ->
            present == null || present.perMinute() != perMinute
                ? new TokenBucket(perMinute, now)
                : present);
  }
}
