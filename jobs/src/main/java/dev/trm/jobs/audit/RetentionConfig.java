package dev.trm.jobs.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long jobs are kept after they ended. */
@ConfigMapping(prefix = "trm.retention")
public interface RetentionConfig {
  /**
   * After what time jobs, their events and traces are removed, by whole months, for example {@code
   * P400D}; by default never. Anchors stay for good.
   */
  Optional<Duration> keep();

  /** How often it is looked whether there is something to remove. */
  @WithDefault("1h")
  Duration interval();
}
