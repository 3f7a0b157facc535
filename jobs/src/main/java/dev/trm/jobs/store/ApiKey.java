package dev.trm.jobs.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may call the REST interface. The key itself is kept nowhere.
 *
 * @param name unique forever; the actor in the audit, and the one the relay is fair to
 * @param ratePerMinute requests a minute; null for the default of its role
 * @param quotas of its own; others have the default of its role
 */
public record ApiKey(
    String name, Role role, @Nullable Integer ratePerMinute, Map<Quota, Long> quotas) {
  public ApiKey {
    quotas = Map.copyOf(quotas);
  }

  /** A key with the default quotas. */
  public ApiKey(String name, Role role, @Nullable Integer ratePerMinute) {
    this(name, role, ratePerMinute, Map.of());
  }

  /** A key with the defaults of its role. */
  public ApiKey(String name, Role role) {
    this(name, role, null);
  }

  /** What a caller may do; each role may do what the ones before it may. */
  public enum Role {
    /** Look at everything. */
    READER,
    /** Submit, cancel and retry jobs; sees its own only. */
    SUBMITTER,
    /** See and do everything: keys, models' aliases, queues, quarantine. */
    OPERATOR;

    /** Whether this role may do what needs the other. */
    public boolean includes(Role needed) {
      return compareTo(needed) >= 0;
    }
  }
}
