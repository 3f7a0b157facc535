package dev.trm.jobs.checkpoint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where checkpoints are kept. */
@ConfigMapping(prefix = "trm.checkpoints")
public interface CheckpointConfig {
  /** A directory that gateway and workers share. */
  @WithDefault(".trm/checkpoints")
  Path directory();
}
