package dev.trm.jobs.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key may, and how long.
 *
 * @param expiresAt null: never
 * @param maxRunning jobs at a time, 1 or more; null: no limit of its own
 * @param ratePerMinute requests a minute, 1 or more; null: the default of its role
 */
public record ApiKeyLimits(
    ApiKey.Role role,
    @Nullable Instant expiresAt,
    @Nullable Integer maxRunning,
    @Nullable Integer ratePerMinute) {
  public ApiKeyLimits {
    positive("maxRunning", maxRunning);
    positive("ratePerMinute", ratePerMinute);
  }

  private static void positive(String field, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be 1 or more");
    }
  }
}
