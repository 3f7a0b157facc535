package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.Shuffle;
import java.util.SplittableRandom;

/**
 * Generates puzzles with exactly one solution. Equal seeds generate equal puzzles in equal order.
 * Not thread-safe.
 */
public final class SudokuGenerator {

  private final SudokuSize size;
  private final SudokuSolver solver;
  private final SplittableRandom random;

  public SudokuGenerator(SudokuSize size, long seed) {
    this.size = size;
    this.solver = new SudokuSolver(size);
    this.random = new SplittableRandom(seed);
  }

  /**
   * A puzzle from which no given can be removed; for 16×16 one with the minimum number of givens.
   */
  public RatedPuzzle minimal() {
    return withGivens(size == SudokuSize.SIXTEEN ? size.fewestGivens() : 0);
  }

  /**
   * A puzzle with that many givens, or more if removal reached a minimal puzzle first.
   *
   * @param givens 0 to the number of cells; for 16×16 at least 110
   */
  public RatedPuzzle withGivens(int givens) {
    int least = size == SudokuSize.SIXTEEN ? size.fewestGivens() : 0;
    if (givens < least || givens > size.cells()) {
      throw new IllegalArgumentException(
          "givens is " + givens + "; it must be " + least + " to " + size.cells());
    }
    SudokuGrid solution = solution();
    int[] puzzle = solution.digits();
    int left = puzzle.length;
    for (int cell : shuffled(puzzle.length)) {
      if (left <= givens) {
        break;
      }
      int digit = puzzle[cell];
      puzzle[cell] = 0;
      if (solver.solvableWithout(puzzle, cell, digit)) {
        puzzle[cell] = digit;
      } else {
        left--;
      }
    }
    SudokuGrid grid = SudokuGrid.of(puzzle);
    return new RatedPuzzle(grid, solution, solver.backtracks(grid));
  }

  /**
   * A full grid: a random first row and first column steer the search, then an augmentation varies
   * it.
   */
  private SudokuGrid solution() {
    while (true) {
      int[] start = new int[size.cells()];
      int[] row = shuffled(size.side());
      for (int column = 0; column < size.side(); column++) {
        start[column] = row[column] + 1;
      }
      // A few more random digits, each checked only against the rules, vary the remaining cells.
      int[] cells = shuffled(size.cells());
      int[] digits = shuffled(size.side());
      for (int i = 0; i < size.side() / 2; i++) {
        if (start[cells[i]] == 0) {
          start[cells[i]] = digits[i] + 1;
        }
      }
      SudokuGrid seed = SudokuGrid.of(start);
      var solved = solver.solve(seed);
      if (solved.isPresent()) {
        return SudokuAugmentation.random(size, random).apply(solved.get());
      }
    }
  }

  private int[] shuffled(int count) {
    return Shuffle.of(count, random);
  }
}
