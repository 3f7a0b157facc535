package dev.trm.gateway.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.jobs.store.ApiKeyRow;
import dev.trm.jobs.store.Quota;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key as operators see it.
 *
 * @param key its text; only in the first answer to the request that made it, and nowhere else
 * @param prefix how its text begins
 * @param createdBy the operator's key; absent for one that the configuration gave
 * @param lastUsedAt true to a minute
 * @param maxRunning jobs of this key at a time
 * @param ratePerMinute requests a minute
 * @param quotas of its own, by name; others have the default of its role
 * @param oldUntil until then its text before the last rotation works too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyView(
    String name,
    @Nullable String key,
    String role,
    @Nullable String prefix,
    Instant createdAt,
    @Nullable String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable Integer maxRunning,
    @Nullable Integer ratePerMinute,
    Map<String, Long> quotas,
    @Nullable Instant oldUntil,
    Map<String, String> links) {

  static KeyView of(ApiKeyRow row, @Nullable KeyText text) {
    String self = "/v1/keys/" + row.name();
    return new KeyView(
        row.name(),
        text == null ? null : text.text(),
        row.role().name().toLowerCase(Locale.ROOT),
        row.prefix(),
        row.createdAt(),
        row.createdBy(),
        row.expiresAt(),
        row.revokedAt(),
        row.lastUsedAt(),
        row.maxRunning(),
        row.ratePerMinute(),
        Quota.named(row.quotas()),
        row.oldUntil(),
        row.revokedAt() == null
            ? Map.of("self", self, "rotate", self + "/rotate")
            : Map.of("self", self));
  }
}
