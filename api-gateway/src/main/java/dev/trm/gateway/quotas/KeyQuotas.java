package dev.trm.gateway.quotas;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.Quota;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows how much each key may have: its own quota, else the configured default. An operator has no
 * limit except a quota of its own.
 */
@Singleton
public final class KeyQuotas {
  /** No limit. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private final GatewayConfig.Quotas defaults;

  @Inject
  public KeyQuotas(GatewayConfig config) {
    this.defaults = config.quotas();
  }

  /** The most that a key may have; {@link #UNLIMITED} where nothing limits it. */
  public long most(ApiKey key, Quota quota) {
    Long own = key.quotas().get(quota);
    if (own != null) {
      return own;
    }
    return key.role() == ApiKey.Role.OPERATOR ? UNLIMITED : usual(quota);
  }

  private long usual(Quota quota) {
    return switch (quota) {
      case QUEUED_JOBS -> defaults.queuedJobs();
      case DELAYED_JOBS -> defaults.delayedJobs();
      case STORED_BYTES -> defaults.storedBytes().asLongValue();
      case UPLOADS -> defaults.uploads();
      case SESSIONS -> defaults.sessions();
      case WEBHOOKS -> defaults.webhooks();
    };
  }

  /**
   * The answer to a request that would exceed a quota.
   *
   * @param used of the quota now
   * @param wanted in addition
   * @param retryAfter when there may be room; null where only the key's owner can make room
   */
  public ProblemException exceeded(
      ApiKey key, Quota quota, long used, long wanted, @Nullable Duration retryAfter) {
    String detail =
        String.format(
            "Key '%s' has %d %s and may have %d (quota %s); there is no room for %d more. %s, or ask"
                + " an operator to raise the quota.",
            key.name(), used, quota.words(), most(key, quota), quota.wire(), wanted, remedy(quota));
    return new ProblemException(
        new Problem(
            "urn:trm:problem:quota-exceeded",
            "A quota of the key is used up",
            429,
            detail,
            List.of()),
        retryAfter == null
            ? Map.of()
            : Map.of("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds()))));
  }

  private static String remedy(Quota quota) {
    return switch (quota) {
      case QUEUED_JOBS -> "Submit fewer, wait until some have run, cancel some";
      case DELAYED_JOBS -> "Submit fewer, wait until some are due, cancel some";
      case STORED_BYTES -> "Delete data sets, wait until uploads end";
      case UPLOADS -> "Wait until one of them ends";
      case SESSIONS -> "Sign out of one, wait until one expires";
      case WEBHOOKS -> "Delete one";
    };
  }
}
