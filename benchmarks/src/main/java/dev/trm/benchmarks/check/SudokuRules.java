package dev.trm.benchmarks.check;

/**
 * The rules of a Sudoku of 4×4 or 9×9, independent of the services' implementation that they check.
 */
final class SudokuRules {
  private SudokuRules() {}

  /** Whether the answer keeps the givens and has every symbol once in each row, column and box. */
  static boolean solves(String givens, String answer) {
    int cells = givens.length();
    int side = (int) Math.round(Math.sqrt(cells));
    int box = (int) Math.round(Math.sqrt(side));
    if (answer.length() != cells || side * side != cells || box * box != side) {
      return false;
    }
    for (int cell = 0; cell < cells; cell++) {
      int digit = Character.digit(answer.charAt(cell), 10);
      boolean given = givens.charAt(cell) != '.' && givens.charAt(cell) != '0';
      if (digit < 1 || digit > side || (given && givens.charAt(cell) != answer.charAt(cell))) {
        return false;
      }
      for (int other = 0; other < cell; other++) {
        if (answer.charAt(other) == answer.charAt(cell) && related(cell, other, side, box)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean related(int one, int other, int side, int box) {
    int row = one / side;
    int column = one % side;
    int otherRow = other / side;
    int otherColumn = other % side;
    return row == otherRow
        || column == otherColumn
        || (row / box == otherRow / box && column / box == otherColumn / box);
  }
}
