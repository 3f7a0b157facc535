package dev.trm.jobs;

/**
 * What a training takes that its request leaves open: enough for its puzzles, little enough for a
 * laptop. Where they come from is told in {@code docs/recipes}.
 *
 * @param mixer {@code mlp} or {@code attention}
 * @param leastPrefix 1 where a puzzle's embedding tells which rule it follows
 */
record TrainDefaults(
    String mixer,
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
  static final String MLP = "mlp";
  static final String ATTENTION = "attention";

  /** Up to so many cells a narrow network is enough. */
  private static final int FEW_CELLS = 144;

  static TrainDefaults of(DatasetSpec data) {
    return data.match(
        sudoku -> sudoku(sudoku.size()), mazes -> mazes(mazes.cells()), TrainDefaults::uploaded);
  }

  private static TrainDefaults sudoku(int size) {
    return new TrainDefaults(
        MLP,
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
   * Small mazes are learnt faster by weights by place; few cycles, since a puzzle stays in its slot
   * for all of them, and many fresh puzzles a step are what rules out learning them by heart.
   */
  private static TrainDefaults mazes(int cells) {
    return cells <= FEW_CELLS
        ? new TrainDefaults(MLP, 64, 32, 2, 2, 3, 14_500, 32, 4e-3, 1e-4, 0)
        : new TrainDefaults(ATTENTION, 128, 32, 2, 2, 16, 10_000, 32, 2e-3, 1e-4, 0);
  }

  private static TrainDefaults uploaded(DatasetSpec.Uploaded data) {
    if (data.kind().equals(DatasetSpec.Uploaded.SUDOKU)) {
      return sudoku(data.layout().width());
    }
    if (data.kind().equals(DatasetSpec.Uploaded.MAZE)) {
      return mazes(data.cells());
    }
    if (data.kind().equals(DatasetSpec.Uploaded.ARC)) {
      return new TrainDefaults(ATTENTION, 128, 32, 4, 3, 16, 20_000, 32, 1e-3, 1e-2, 1);
    }
    boolean small = data.cells() <= FEW_CELLS;
    // Weights by place suffice where a cell means the same in all grids, which ends take away.
    return new TrainDefaults(
        data.layout().ends() ? ATTENTION : MLP,
        small ? 64 : 128,
        32,
        2,
        2,
        8,
        small ? 2_000 : 5_000,
        64,
        2e-3,
        1e-4,
        0);
  }
}
