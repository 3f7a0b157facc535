package dev.trm.trainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The trainer. */
@ConfigMapping(prefix = "trm.trainer")
interface TrainerConfig {
  /** Whether this process takes training jobs. */
  @WithDefault("true")
  boolean enabled();

  /** Native threads of the run; a run is resumed equal to the bit only with as many. */
  @WithDefault("1")
  int threads();

  /** Time between checkpoints: as much work as a killed trainer loses. */
  @WithDefault("60s")
  Duration checkpointEvery();

  /** Checkpoints of a run from which it can go on that are kept, the newest ones. */
  @WithDefault("2")
  int keep();
}
