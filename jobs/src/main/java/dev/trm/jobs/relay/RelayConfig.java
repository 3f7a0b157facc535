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

  /** How often the outbox is looked at when nothing wakes the relay. */
  @WithDefault("100ms")
  Duration interval();

  /** After what time an announced but unclaimed job is announced again. */
  @WithDefault("5s")
  Duration again();

  /** How often lapsed leases and deadlines are looked for. */
  @WithDefault("1s")
  Duration rescue();

  /** Tries before a retryable failure is final. */
  @WithDefault("3")
  int maxAttempts();

  /** Tries lost to vanished workers before a job is quarantined. */
  @WithDefault("5")
  int maxCrashes();

  /** Pause before the second try; four times as long before each further one. */
  @WithDefault("1s")
  Duration firstPause();
}
