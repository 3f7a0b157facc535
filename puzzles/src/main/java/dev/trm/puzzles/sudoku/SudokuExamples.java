package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.Example;
import dev.trm.puzzles.ExampleSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Sudokus to train on, each under a random augmentation. */
public final class SudokuExamples implements ExampleSet {
  private static final int THE_ONLY_PUZZLE_ID = 0;

  private final List<SolvedSudoku> puzzles;

  /**
   * @param puzzles at least one
   */
  public SudokuExamples(List<RatedPuzzle> puzzles) {
    this(puzzles.stream().map(each -> new SolvedSudoku(each.puzzle(), each.solution())));
  }

  private SudokuExamples(Stream<SolvedSudoku> puzzles) {
    this.puzzles = puzzles.toList();
    if (this.puzzles.isEmpty()) {
      throw new IllegalArgumentException("puzzles is empty; there is nothing to train on");
    }
  }

  /**
   * @param puzzles at least one
   */
  public static SudokuExamples of(List<SolvedSudoku> puzzles) {
    return new SudokuExamples(puzzles.stream());
  }

  @Override
  public int size() {
    return puzzles.size();
  }

  @Override
  public Example draw(int index, SplittableRandom random) {
    SolvedSudoku puzzle = puzzles.get(index);
    SudokuAugmentation augmentation = SudokuAugmentation.random(puzzle.puzzle().size(), random);
    return new Example(
        augmentation.apply(puzzle.puzzle()).tokens(),
        augmentation.apply(puzzle.solution()).tokens(),
        THE_ONLY_PUZZLE_ID);
  }
}
