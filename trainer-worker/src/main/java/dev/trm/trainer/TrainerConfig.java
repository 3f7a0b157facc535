package dev.trm.trainer;

import dev.trm.model.Compute;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The trainer. */
@ConfigMapping(prefix = "trm.trainer")
interface TrainerConfig {
  /** Whether this process takes training jobs. */
  @WithDefault("true")
  boolean enabled();

  /** Whether this process adapts models to unseen tasks, too, beside a training. */
  @WithDefault("true")
  boolean adapts();

  /** Where runs compute: {@code auto}, {@code cpu} or {@code cuda:N}. */
  @WithDefault("auto")
  String device();

  /**
   * {@code float32}, {@code bfloat16}, or {@code auto}: whichever is faster here, by measurement.
   */
  @WithDefault("auto")
  String precision();

  /** Native threads of the run; a run is resumed equal to the bit only with as many. */
  @WithDefault("1")
  int threads();

  /**
   * Time between checkpoints beside those of evaluations: as much work as a killed trainer loses.
   */
  @WithDefault("60s")
  Duration checkpointEvery();

  /**
   * Checkpoints of a run from which it can go on that are kept, the newest ones; the best on
   * held-out puzzles is kept too, and what a model or a training to come uses.
   */
  @WithDefault("2")
  int keep();

  /**
   * @throws IllegalArgumentException naming a device or precision that is none
   */
  default Compute compute() {
    return Compute.parse(device(), precision(), threads());
  }
}
