package dev.trm.jobs.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key may, and how long.
 *
 * @param expiresAt null: never
 * @param maxRunning jobs at a time, 1 or more; null: no limit of its own
 * @param ratePerMinute requests a minute, 1 or more; null: the default of its role
 * @param quotas 0 or more; those left out have the default of its role
 */
public record ApiKeyLimits(
    ApiKey.Role role,
    @Nullable Instant expiresAt,
    @Nullable Integer maxRunning,
    @Nullable Integer ratePerMinute,
    Map<Quota, Long> quotas) {
  public ApiKeyLimits {
    positive("maxRunning", maxRunning);
    positive("ratePerMinute", ratePerMinute);
    quotas = Map.copyOf(quotas);
    quotas.forEach(
        (quota, most) -> {
          if (most < 0) {
            throw new IllegalArgumentException(
                quota.wire() + " is " + most + "; it must be 0 or more");
          }
        });
  }

  /** Without quotas of its own. */
  public ApiKeyLimits(
      ApiKey.Role role,
      @Nullable Instant expiresAt,
      @Nullable Integer maxRunning,
      @Nullable Integer ratePerMinute) {
    this(role, expiresAt, maxRunning, ratePerMinute, Map.of());
  }

  private static void positive(String field, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be 1 or more");
    }
  }
}
