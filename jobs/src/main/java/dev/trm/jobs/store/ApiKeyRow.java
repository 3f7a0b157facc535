package dev.trm.jobs.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key beside its text.
 *
 * @param prefix the first characters of its text; null for one that the configuration gave
 * @param createdBy the operator's key; null for one that the configuration gave
 * @param lastUsedAt true to a minute
 * @param maxRunning jobs of this key at a time; null for no limit of its own
 * @param ratePerMinute requests a minute; null for the default of its role
 * @param quotas of its own; others have the default of its role
 * @param oldUntil until then its text before the last rotation works too
 */
public record ApiKeyRow(
    String name,
    ApiKey.Role role,
    @Nullable String prefix,
    Instant createdAt,
    @Nullable String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable Integer maxRunning,
    @Nullable Integer ratePerMinute,
    Map<Quota, Long> quotas,
    @Nullable Instant oldUntil) {
  public ApiKeyRow {
    quotas = Map.copyOf(quotas);
  }
}
