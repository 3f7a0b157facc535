package dev.trm.solver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How this process solves puzzles. */
@ConfigMapping(prefix = "trm.solver")
public interface SolverConfig {
  /** Whether this process takes solve jobs. */
  @WithDefault("true")
  boolean enabled();

  /** Where the model runs: {@code auto}, {@code cpu} or {@code cuda:N}. */
  @WithDefault("auto")
  String device();

  /** What it computes in: {@code auto} (the faster here), {@code float32} or {@code bfloat16}. */
  @WithDefault("auto")
  String precision();

  /** How many threads run models side by side, each with slots and copies of the models. */
  @WithDefault("1")
  int replicas();

  /**
   * Native threads of one operation of a replica; results are equal to the bit for equal numbers.
   */
  @WithDefault("1")
  int threads();

  /** The most puzzles that a replica runs at once. */
  @WithDefault("16")
  int slots();

  /**
   * The numbers of slots that a batch may have besides {@code slots}; by default every smaller
   * number on a CPU, and 1, 4, 16 … on CUDA.
   */
  Optional<List<Integer>> shapes();

  /** Jobs claimed at once; by default twice the slots of all replicas. */
  OptionalInt capacity();

  /**
   * The most nodes of a batch, which bound its memory: cells times symbols of all its slots. Only
   * networks with relations have nodes; by default as many as {@code slots} 9×9 Sudokus have.
   */
  OptionalInt nodes();

  /**
   * The most models that a replica keeps loaded. One that takes several shapes of puzzles counts
   * once for each.
   */
  @WithDefault("4")
  int models();

  /** How long a looked-up model name holds: after that time at most, a moved alias is followed. */
  @WithDefault("2s")
  Duration aliasAge();

  /** The pause before the next try while the database is out of reach. */
  @WithDefault("1s")
  Duration storePause();

  /** How long running solves may go on when the process stops; the rest is given back. */
  @WithDefault("10s")
  Duration drain();
}
