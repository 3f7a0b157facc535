package dev.trm.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.request.Ids;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.Shown;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.ApiKeyLimits;
import dev.trm.jobs.store.ApiKeyRow;
import dev.trm.jobs.store.Quota;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wished for a new key. */
record KeyForm(String name, ApiKeyLimits limits) {
  private static final int MOST_RUNNING = 1_000_000;
  private static final int MOST_PER_MINUTE = 10_000_000;
  private static final long MOST_OF_A_QUOTA = 1_000_000_000_000_000L;
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  static KeyForm parse(JsonNode body, Instant now) {
    JsonFields fields = new JsonFields(body, "");
    String name = Ids.name(fields, "name");
    if (!fields.has("role")) {
      throw fields.wrong("role", "role is missing");
    }
    return new KeyForm(
        name, limits(fields, body, new ApiKeyLimits(Role.READER, null, null, null), now));
  }

  /** A key's limits after a change; what the change leaves out stays, null takes a limit away. */
  static ApiKeyLimits change(JsonNode body, ApiKeyRow before, Instant now) {
    return limits(
        new JsonFields(body, ""),
        body,
        new ApiKeyLimits(
            before.role(),
            before.expiresAt(),
            before.maxRunning(),
            before.ratePerMinute(),
            before.quotas()),
        now);
  }

  private static ApiKeyLimits limits(
      JsonFields fields, JsonNode body, ApiKeyLimits before, Instant now) {
    Role role = fields.parsed("role", before.role(), KeyForm::role);
    Instant expires = before.expiresAt();
    if (body.has("expiresAt")) {
      String text = fields.textOrNull("expiresAt");
      expires = text == null ? null : expiry(fields, text, now);
    }
    ApiKeyLimits limits =
        new ApiKeyLimits(
            role,
            expires,
            limit(fields, body, "maxRunning", before.maxRunning(), MOST_RUNNING),
            limit(fields, body, "ratePerMinute", before.ratePerMinute(), MOST_PER_MINUTE),
            quotas(fields, body, before.quotas()));
    fields.end();
    return limits;
  }

  private static @Nullable Integer limit(
      JsonFields fields, JsonNode body, String name, @Nullable Integer before, int most) {
    if (!body.has(name)) {
      return before;
    }
    int value = fields.integer(name, 0, 1, most);
    return value == 0 ? null : Integer.valueOf(value);
  }

  /** Those left out stay, null takes one away, or all of them. */
  private static Map<Quota, Long> quotas(
      JsonFields fields, JsonNode body, Map<Quota, Long> before) {
    if (!body.has("quotas")) {
      return before;
    }
    JsonFields wished = fields.object("quotas");
    if (!fields.has("quotas")) {
      return Map.of();
    }
    Map<Quota, Long> quotas = new EnumMap<>(Quota.class);
    quotas.putAll(before);
    for (Quota quota : Quota.values()) {
      long most = wished.whole(quota.wire(), -1, 0, MOST_OF_A_QUOTA);
      if (most >= 0) {
        quotas.put(quota, most);
      } else if (body.get("quotas").has(quota.wire())) {
        quotas.remove(quota);
      }
    }
    wished.end();
    return quotas;
  }

  private static Instant expiry(JsonFields fields, String text, Instant now) {
    try {
      Instant expires = Instant.parse(text);
      if (expires.isAfter(now) && expires.isBefore(LATEST)) {
        return expires;
      }
    } catch (DateTimeParseException e) {
      throw wrongExpiry(fields, text, e);
    }
    throw wrongExpiry(fields, text, null);
  }

  private static RuntimeException wrongExpiry(
      JsonFields fields, String text, @Nullable Throwable cause) {
    RuntimeException wrong =
        fields.wrong(
            "expiresAt",
            "expiresAt is '"
                + Shown.of(text)
                + "'; it must be a time to come like 2031-01-31T12:00:00Z");
    if (cause != null) {
      wrong.initCause(cause);
    }
    return wrong;
  }

  static Role role(String text) {
    for (Role role : Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "role: '"
            + Shown.of(text)
            + "' is not one of "
            + Arrays.stream(Role.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }
}
