package dev.trm.jobs;

/**
 * What a training takes that its request leaves open: enough for its puzzles, little enough for a
 * laptop. {@code docs/recipes} says where they come from.
 *
 * @param clipNorm 0 for no clipping
 * @param leastPrefix 1 where a puzzle's embedding tells which rule it follows
 */
record TrainDefaults(
    int hidden,
    int swigluMultiple,
    int latentSteps,
    int recursions,
    int maxCycles,
    long steps,
    int batch,
    double learningRate,
    double puzzleLearningRate,
    String optimizer,
    double clipNorm,
    int leastPrefix) {
  static final String MLP = "mlp";
  static final String ATTENTION = "attention";
  static final String RELATIONS = "relations";
  static final String NEIGHBOURS = "neighbours";

  /** Whether a network with this mixer is given the relations of each puzzle. */
  static boolean relational(String mixer) {
    return mixer.equals(RELATIONS) || mixer.equals(NEIGHBOURS);
  }

  /** Up to so many cells a narrow network is enough. */
  private static final int FEW_CELLS = 144;

  /** The mixer of a network for these puzzles. */
  static String mixer(DatasetSpec data) {
    return data.match(
        sudoku -> MLP,
        constraints -> RELATIONS,
        mazes -> mixerOfMazes(mazes.cells()),
        TrainDefaults::mixerOfUploaded,
        mix -> mix.relationalMixer().orElseThrow());
  }

  /** Of few cells an MLP learns them sooner; of more only neighbours do. */
  private static String mixerOfMazes(int cells) {
    return cells <= FEW_CELLS ? MLP : NEIGHBOURS;
  }

  private static String mixerOfUploaded(DatasetSpec.Uploaded data) {
    return switch (data.kind()) {
      case DatasetSpec.Uploaded.SUDOKU -> MLP;
      case DatasetSpec.Uploaded.MAZE -> mixerOfMazes(data.cells());
      case DatasetSpec.Uploaded.ARC -> ATTENTION;
      // Weights by place suffice where a cell means the same in all grids, which ends take away.
      default -> data.layout().ends() ? ATTENTION : MLP;
    };
  }

  static TrainDefaults of(DatasetSpec data, String mixer) {
    return switch (mixer) {
      case RELATIONS -> relations(data.cells());
      case NEIGHBOURS -> neighbours();
      default -> ofSequences(data);
    };
  }

  private static TrainDefaults ofSequences(DatasetSpec data) {
    return data.match(
        sudoku -> sudoku(sudoku.size()),
        constraints -> sudoku(constraints.size()),
        mazes -> mazes(mazes.cells()),
        TrainDefaults::uploaded,
        mix -> sudoku((int) Math.sqrt(mix.cells())));
  }

  /** The exact symmetries need few weights, and these a high rate and few steps. */
  private static TrainDefaults relations(int cells) {
    return new TrainDefaults(
        32,
        0,
        2,
        2,
        16,
        cells <= 16 ? 500 : cells <= 36 ? 2_000 : 8_000,
        32,
        3e-3,
        1e-4,
        TrainSpec.Training.ADAM_W,
        1,
        0);
  }

  private static TrainDefaults neighbours() {
    return new TrainDefaults(
        64, 0, 2, 2, 8, 10_000, 64, 2e-3, 1e-4, TrainSpec.Training.ADAM_W, 1, 0);
  }

  private static TrainDefaults paper(
      int hidden,
      int swigluMultiple,
      int latentSteps,
      int recursions,
      int maxCycles,
      long steps,
      int batch,
      double learningRate,
      double puzzleLearningRate,
      int leastPrefix) {
    return new TrainDefaults(
        hidden,
        swigluMultiple,
        latentSteps,
        recursions,
        maxCycles,
        steps,
        batch,
        learningRate,
        puzzleLearningRate,
        TrainSpec.Training.ADAM_ATAN2,
        0,
        leastPrefix);
  }

  private static TrainDefaults sudoku(int size) {
    return paper(
        size <= 4 ? 64 : size == 6 ? 96 : 128,
        size <= 6 ? 32 : 64,
        2,
        2,
        16,
        size == 4 ? 600 : size == 6 ? 3_000 : 10_000,
        64,
        4e-3,
        1e-4,
        0);
  }

  /**
   * Few cycles for small mazes, since a puzzle stays in its slot for all of them, and many fresh
   * puzzles a step are what rules out learning them by heart.
   */
  private static TrainDefaults mazes(int cells) {
    return cells <= FEW_CELLS
        ? paper(64, 32, 2, 2, 3, 14_500, 32, 4e-3, 1e-4, 0)
        : paper(128, 32, 2, 2, 16, 10_000, 32, 2e-3, 1e-4, 0);
  }

  private static TrainDefaults uploaded(DatasetSpec.Uploaded data) {
    if (data.kind().equals(DatasetSpec.Uploaded.SUDOKU)) {
      return sudoku(data.layout().width());
    }
    if (data.kind().equals(DatasetSpec.Uploaded.MAZE)) {
      return mazes(data.cells());
    }
    if (data.kind().equals(DatasetSpec.Uploaded.ARC)) {
      return paper(128, 32, 4, 3, 16, 20_000, 32, 1e-3, 1e-2, 1);
    }
    boolean small = data.cells() <= FEW_CELLS;
    return paper(small ? 64 : 128, 32, 2, 2, 8, small ? 2_000 : 5_000, 64, 2e-3, 1e-4, 0);
  }
}
