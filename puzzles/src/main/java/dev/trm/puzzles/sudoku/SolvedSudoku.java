package dev.trm.puzzles.sudoku;

/** A Sudoku and a solution of it. */
public record SolvedSudoku(SudokuGrid puzzle, SudokuGrid solution) {

  public SolvedSudoku {
    if (puzzle.size() != solution.size()) {
      throw new IllegalArgumentException(
          "solution has "
              + solution.size().cells()
              + " cells; the puzzle has "
              + puzzle.size().cells());
    }
  }
}
