package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.Shuffle;
import dev.trm.puzzles.Variation;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A symmetry of Sudokus: first a transposition (only if boxes are square), then permutations of
 * bands and the rows within them, of stacks and the columns within them, and of the digits.
 */
public final class SudokuAugmentation {

  private final boolean transposed;
  private final int[] rows; // the old row of each new row
  private final int[] columns;
  private final int[] digits; // the new digit of each old one; 0 stays

  private SudokuAugmentation(boolean transposed, int[] rows, int[] columns, int[] digits) {
    this.transposed = transposed;
    this.rows = rows;
    this.columns = columns;
    this.digits = digits;
  }

  /** A uniformly random augmentation. */
  public static SudokuAugmentation random(SudokuSize size, SplittableRandom random) {
    boolean transposed = size.boxHeight() == size.boxWidth() && random.nextBoolean();
    int[] order = Shuffle.of(size.side(), random);
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
    for (int group : Shuffle.of(groups, random)) {
      for (int line : Shuffle.of(width, random)) {
        lines[at++] = group * width + line;
      }
    }
    return lines;
  }

  /** Applies it to a grid. Applied to a puzzle and its solution, it keeps them consistent. */
  public SudokuGrid apply(SudokuGrid grid) {
    int[] changed = new int[grid.size().cells()];
    for (int cell = 0; cell < changed.length; cell++) {
      changed[cell] = digits[grid.digit(source(cell))];
    }
    return SudokuGrid.of(changed);
  }

  /** The old cell of a new cell. */
  private int source(int cell) {
    int side = rows.length;
    int row = rows[cell / side];
    int column = columns[cell % side];
    return transposed ? column * side + row : row * side + column;
  }

  /** The same augmentation as a change of tokens. */
  Variation variation() {
    int[] sources = new int[rows.length * columns.length];
    Arrays.setAll(sources, this::source);
    int[] tokens = new int[digits.length + 1];
    for (int digit = 0; digit < digits.length; digit++) {
      tokens[digit + 1] = digits[digit] + 1;
    }
    return Variation.of(
        sources,
        tokens,
        (transposed ? "transposed, " : "")
            + "rows "
            + listed(rows, 0, 1)
            + ", columns "
            + listed(columns, 0, 1)
            + ", digits "
            + listed(digits, 1, 0));
  }

  private static String listed(int[] values, int from, int add) {
    return Arrays.stream(values, from, values.length)
        .mapToObj(value -> String.valueOf(value + add))
        .collect(Collectors.joining(" "));
  }
}
