package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.ExampleSet;
import java.util.List;
import java.util.SplittableRandom;

/** Sudokus to train on, each under a random augmentation. */
public final class SudokuExamples implements ExampleSet {
  private static final int THE_ONLY_PUZZLE_ID = 0;

  private final List<RatedPuzzle> puzzles;

  /**
   * @param puzzles at least one
   */
  public SudokuExamples(List<RatedPuzzle> puzzles) {
    if (puzzles.isEmpty()) {
      throw new IllegalArgumentException("puzzles is empty; there is nothing to train on");
    }
    this.puzzles = List.copyOf(puzzles);
  }

  @Override
  public int size() {
    return puzzles.size();
  }

  @Override
  public Example draw(int index, SplittableRandom random) {
    RatedPuzzle puzzle = puzzles.get(index);
    SudokuAugmentation augmentation = SudokuAugmentation.random(puzzle.puzzle().size(), random);
    return new Example(
        augmentation.apply(puzzle.puzzle()).tokens(),
        augmentation.apply(puzzle.solution()).tokens(),
        THE_ONLY_PUZZLE_ID);
  }
}
