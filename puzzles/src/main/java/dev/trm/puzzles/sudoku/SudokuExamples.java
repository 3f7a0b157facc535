package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.ExampleSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Training Sudokus, each under a random augmentation. */
public final class SudokuExamples implements ExampleSet {
  private static final int THE_ONLY_PUZZLE_ID = 0;

  private final int size;
  private final IntFunction<SolvedSudoku> puzzles;

  /**
   * @param puzzles at least one, each read when it is drawn
   */
  public SudokuExamples(List<RatedPuzzle> puzzles) {
    this(
        puzzles.size(),
        index -> new SolvedSudoku(puzzles.get(index).puzzle(), puzzles.get(index).solution()));
  }

  private SudokuExamples(int size, IntFunction<SolvedSudoku> puzzles) {
    if (size == 0) {
      throw new IllegalArgumentException("puzzles is empty; there is nothing to train on");
    }
    this.size = size;
    this.puzzles = puzzles;
  }

  /**
   * @param puzzles at least one
   */
  public static SudokuExamples of(List<SolvedSudoku> puzzles) {
    return new SudokuExamples(puzzles.size(), List.copyOf(puzzles)::get);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Example draw(int index, SplittableRandom random) {
    SolvedSudoku puzzle = puzzles.apply(index);
    SudokuAugmentation augmentation = SudokuAugmentation.random(puzzle.puzzle().size(), random);
    return new Example(
        augmentation.apply(puzzle.puzzle()).tokens(),
        augmentation.apply(puzzle.solution()).tokens(),
        THE_ONLY_PUZZLE_ID,
        puzzle.puzzle().size().relations());
  }
}
