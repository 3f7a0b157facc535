package dev.trm.jobs.checkpoint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Where checkpoints are kept. */
@ConfigMapping(prefix = "trm.checkpoints")
public interface CheckpointConfig {
  /** A directory that gateway and workers share. */
  @WithDefault(".trm/checkpoints")
  Path directory();

  /**
   * What no row names is removed once it is so old: a crash left it. Must be longer than a file and
   * then its row take to be written.
   */
  @WithDefault("1h")
  Duration orphanAge();

  /** How often such files are looked for, by the processes that announce and rescue jobs. */
  @WithDefault("5m")
  Duration sweepEvery();
}
