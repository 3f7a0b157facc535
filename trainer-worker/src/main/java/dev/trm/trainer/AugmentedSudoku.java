package dev.trm.trainer;

import dev.trm.model.train.ExampleSource;
import dev.trm.model.train.TrainingExample;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuAugmentation;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Endless examples: every epoch all puzzles in a new order, each under a random augmentation. What
 * comes next is decided by the seed and by how many were drawn, so the count is the whole state.
 */
final class AugmentedSudoku implements ExampleSource {
  private static final int THE_ONLY_PUZZLE_ID = 0;

  private final List<RatedPuzzle> puzzles;
  private final long seed;
  private final int[] order;
  private long shuffledFor = -1;
  private long drawn;

  /**
   * @param puzzles at least one
   */
  AugmentedSudoku(List<RatedPuzzle> puzzles, long seed) {
    if (puzzles.isEmpty()) {
      throw new IllegalArgumentException("puzzles is empty; there is nothing to train on");
    }
    this.puzzles = puzzles;
    this.seed = seed;
    this.order = new int[puzzles.size()];
  }

  @Override
  public TrainingExample next() {
    shuffleFor(drawn / order.length);
    RatedPuzzle puzzle = puzzles.get(order[(int) (drawn % order.length)]);
    SplittableRandom random = random(2 * drawn);
    SudokuAugmentation augmentation = SudokuAugmentation.random(puzzle.puzzle().size(), random);
    drawn++;
    return new TrainingExample(
        augmentation.apply(puzzle.puzzle()).tokens(),
        augmentation.apply(puzzle.solution()).tokens(),
        THE_ONLY_PUZZLE_ID);
  }

  private void shuffleFor(long epoch) {
    if (epoch == shuffledFor) {
      return;
    }
    SplittableRandom random = random(2 * epoch + 1);
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    shuffledFor = epoch;
  }

  /** Even numbers are for draws, odd ones for epochs, so that none is used twice. */
  private SplittableRandom random(long purpose) {
    return new SplittableRandom(seed ^ new SplittableRandom(purpose).nextLong());
  }

  @Override
  public long[] state() {
    return new long[] {drawn};
  }

  @Override
  public void restore(long[] state) {
    drawn = state[0];
  }
}
