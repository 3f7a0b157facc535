package dev.trm.jobs.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The scheduler that announces runnable jobs. */
@ConfigMapping(prefix = "trm.relay")
public interface RelayConfig {
  /** Whether this process announces and rescues jobs; at least one must. */
  @WithDefault("true")
  boolean enabled();

  /**
   * How often the outbox is polled when no change of this process wakes the relay; five times as
   * often after a poll that found jobs, a quarter as often after 100 polls that found none.
   */
  @WithDefault("250ms")
  Duration interval();

  /** After what time an announced but unclaimed job is announced again. */
  @WithDefault("5s")
  Duration again();

  /** How often lapsed leases and deadlines are looked for. */
  @WithDefault("1s")
  Duration rescue();

  /** How long after its deadline a running job is failed if its worker has not stopped it. */
  @WithDefault("5s")
  Duration deadlineGrace();

  /** How long workers may renew their leases after the database came back, before any rescue. */
  @WithDefault("6s")
  Duration rescueGrace();

  /** Tries before a retryable failure is final; thrice as many while a store is out of reach. */
  @WithDefault("3")
  int maxAttempts();

  /** Workers that vanished while they held a job alone before that job is quarantined. */
  @WithDefault("3")
  int maxCrashes();

  /** The longest pause before the second try; up to four times as long before each further one. */
  @WithDefault("1s")
  Duration firstPause();
}
