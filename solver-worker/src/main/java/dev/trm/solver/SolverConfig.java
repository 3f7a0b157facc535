package dev.trm.solver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The configuration of the solver. */
@ConfigMapping(prefix = "trm.solver")
public interface SolverConfig {
  /** Whether this process takes solve jobs. */
  @WithDefault("true")
  boolean enabled();

  /** The device of the model: {@code auto}, {@code cpu} or {@code cuda:N}. */
  @WithDefault("auto")
  String device();

  /**
   * The precision: {@code auto} (the faster one on this machine), {@code float32} or {@code
   * bfloat16}.
   */
  @WithDefault("auto")
  String precision();

  /**
   * The number of replicas: threads that run models in parallel, each with its own slots and copies
   * of the models.
   */
  @WithDefault("1")
  int replicas();

  /**
   * Native threads of one operation of a replica; results are bit-identical only for equal numbers.
   */
  @WithDefault("1")
  int threads();

  /** The maximum number of puzzles that a replica runs at once. */
  @WithDefault("16")
  int slots();

  /**
   * The numbers of slots that a batch may have besides {@code slots}. Default: every smaller number
   * on a CPU, and 1, 4, 16 … on CUDA.
   */
  Optional<List<Integer>> shapes();

  /** The maximum number of jobs held at once. Default: twice the slots of all replicas. */
  OptionalInt capacity();

  /**
   * The maximum number of nodes of a batch, which bounds its memory: cells times symbols, summed
   * over its slots. Applies only to networks with relations. Default: the nodes of {@code slots}
   * 9×9 Sudokus.
   */
  OptionalInt nodes();

  /**
   * The maximum number of models that a replica keeps loaded. A model that takes several shapes of
   * puzzles counts once for each.
   */
  @WithDefault("4")
  int models();

  /**
   * How long a resolved model name is cached; a moved alias takes effect after at most this time.
   */
  @WithDefault("2s")
  Duration aliasAge();

  /** The pause before a retry while the database is unavailable. */
  @WithDefault("1s")
  Duration storePause();

  /**
   * The maximum time that running solves may continue at shutdown; the others are released to the
   * queue.
   */
  @WithDefault("10s")
  Duration drain();
}
