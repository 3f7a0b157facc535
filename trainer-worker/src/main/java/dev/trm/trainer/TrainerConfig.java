package dev.trm.trainer;

import dev.trm.model.Compute;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The configuration of the trainer. */
@ConfigMapping(prefix = "trm.trainer")
interface TrainerConfig {
  /** Whether this process takes training jobs. */
  @WithDefault("true")
  boolean enabled();

  /** Whether this process also adapts models to unseen tasks, concurrently with a training. */
  @WithDefault("true")
  boolean adapts();

  /** The device of runs: {@code auto}, {@code cpu} or {@code cuda:N}. */
  @WithDefault("auto")
  String device();

  /**
   * {@code float32}, {@code bfloat16}, or {@code auto}: the faster one on this machine, by
   * measurement.
   */
  @WithDefault("auto")
  String precision();

  /** Native threads of a run; a resumed run is bit-identical only with the same number. */
  @WithDefault("1")
  int threads();

  /**
   * Time between checkpoints, in addition to those of evaluations: the maximum work that a killed
   * trainer loses.
   */
  @WithDefault("60s")
  Duration checkpointEvery();

  /**
   * The number of newest full checkpoints of a run to keep. The best one on held-out puzzles, and
   * those that a model or a later training uses, are kept too.
   */
  @WithDefault("2")
  int keep();

  /**
   * @throws IllegalArgumentException naming an invalid device or precision
   */
  default Compute compute() {
    return Compute.parse(device(), precision(), threads());
  }
}
