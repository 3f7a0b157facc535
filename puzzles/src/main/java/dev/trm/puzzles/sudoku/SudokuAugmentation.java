package dev.trm.puzzles.sudoku;

import java.util.SplittableRandom;

/**
 * A change that turns a valid Sudoku into an equivalent one: transposing first (only where boxes
 * are square), bands and the rows within them, stacks and the columns within them, and the digits.
 */
public final class SudokuAugmentation {

  private final boolean transposed;
  private final int[] rows; // the old row that each new row takes
  private final int[] columns;
  private final int[] digits; // the new digit of each old one; 0 stays

  private SudokuAugmentation(boolean transposed, int[] rows, int[] columns, int[] digits) {
    this.transposed = transposed;
    this.rows = rows;
    this.columns = columns;
    this.digits = digits;
  }

  /** One of all augmentations, each as likely. */
  public static SudokuAugmentation random(SudokuSize size, SplittableRandom random) {
    boolean transposed = size.boxHeight() == size.boxWidth() && random.nextBoolean();
    int[] order = SudokuGenerator.shuffled(size.side(), random);
    int[] digits = new int[size.side() + 1];
    for (int digit = 1; digit <= size.side(); digit++) {
      digits[digit] = order[digit - 1] + 1;
    }
    return new SudokuAugmentation(
        transposed,
        lines(size.side() / size.boxHeight(), size.boxHeight(), random),
        lines(size.side() / size.boxWidth(), size.boxWidth(), random),
        digits);
  }

  private static int[] lines(int groups, int width, SplittableRandom random) {
    int[] lines = new int[groups * width];
    int at = 0;
    for (int group : SudokuGenerator.shuffled(groups, random)) {
      for (int line : SudokuGenerator.shuffled(width, random)) {
        lines[at++] = group * width + line;
      }
    }
    return lines;
  }

  /** The changed grid; a puzzle's and its solution's stay together. */
  public SudokuGrid apply(SudokuGrid grid) {
    int side = grid.size().side();
    int[] changed = new int[side * side];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int cell =
            transposed ? columns[column] * side + rows[row] : rows[row] * side + columns[column];
        changed[row * side + column] = digits[grid.digit(cell)];
      }
    }
    return SudokuGrid.of(changed);
  }
}
