package dev.trm.benchmarks.load;

import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.HashSet;
import java.util.Set;

/** An endless supply of distinct 4×4 puzzles. */
final class Puzzles {
  private static final int GIVENS = 7;

  private final SudokuGenerator generator;
  private final Set<String> given = new HashSet<>();

  Puzzles(long seed) {
    this.generator = new SudokuGenerator(SudokuSize.FOUR, seed);
  }

  synchronized String next() {
    while (true) {
      String grid = generator.withGivens(GIVENS).puzzle().toString();
      if (given.add(grid)) {
        return grid;
      }
    }
  }
}
