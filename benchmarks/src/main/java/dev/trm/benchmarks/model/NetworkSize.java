package dev.trm.benchmarks.model;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import java.util.Locale;

/** A network for 9×9 Sudoku. */
enum NetworkSize {
  /** The paper's size. */
  FULL(512, 8, 4, 256, 6, 3, 16),
  /** The size of the shipped model. */
  SMALL(128, 4, 2, 64, 2, 2, 1);

  private static final int VOCABULARY = 11;
  private static final int CELLS = 81;
  private static final int SYMBOLS = 9;

  /** Rows, columns and boxes. */
  private static final int RELATIONS = 3;

  private static final int LAYERS = 2;
  private static final int CYCLES = 16;

  private final int hidden;
  private final int heads;
  private final double expansion;
  private final int swigluMultiple;
  private final int latentSteps;
  private final int recursions;
  private final int prefix;

  NetworkSize(
      int hidden,
      int heads,
      double expansion,
      int swigluMultiple,
      int latentSteps,
      int recursions,
      int prefix) {
    this.hidden = hidden;
    this.heads = heads;
    this.expansion = expansion;
    this.swigluMultiple = swigluMultiple;
    this.latentSteps = latentSteps;
    this.recursions = recursions;
    this.prefix = prefix;
  }

  /** Its name in options and reports. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  TrmConfig config(Mixer mixer) {
    if (mixer == Mixer.RELATIONS) {
      // A quarter of the width, because each cell has a state for each symbol.
      return TrmConfig.grouped(
          mixer,
          CELLS,
          SYMBOLS + TrmConfig.FIRST_SYMBOL,
          hidden / 4,
          hidden / 8,
          RELATIONS,
          LAYERS,
          2,
          2,
          CYCLES);
    }
    return new TrmConfig(
        VOCABULARY,
        CELLS,
        hidden,
        heads,
        LAYERS,
        expansion,
        swigluMultiple,
        latentSteps,
        recursions,
        CYCLES,
        prefix,
        hidden,
        1,
        mixer,
        mixer == Mixer.ATTENTION ? Positions.ROPE : Positions.NONE,
        10_000,
        1e-5);
  }
}
