package dev.trm.puzzles.sudoku;

/**
 * A puzzle with its only solution.
 *
 * @param backtracks the solver's rating; 0 falls to singles alone
 */
public record RatedPuzzle(SudokuGrid puzzle, SudokuGrid solution, int backtracks) {

  public int givens() {
    return puzzle.givens();
  }
}
