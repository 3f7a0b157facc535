package dev.trm.puzzles.sudoku;

import java.util.Arrays;

/** Digits in a square; 0 is a blank. It need not pass the rules. */
public final class SudokuGrid {

  private final SudokuSize size;
  private final byte[] digits;

  private SudokuGrid(SudokuSize size, byte[] digits) {
    this.size = size;
    this.digits = digits;
  }

  /**
   * Creates a grid from its digits, row by row.
   *
   * @throws IllegalArgumentException if their number is not that of a Sudoku's cells, or a digit is
   *     outside 0 to the side
   */
  public static SudokuGrid of(int... digits) {
    SudokuSize size = SudokuSize.ofCells(digits.length);
    byte[] copy = new byte[digits.length];
    for (int cell = 0; cell < digits.length; cell++) {
      if (digits[cell] < 0 || digits[cell] > size.side()) {
        throw new IllegalArgumentException(
            "cell " + cell + " is " + digits[cell] + "; it must be 0 to " + size.side());
      }
      copy[cell] = (byte) digits[cell];
    }
    return new SudokuGrid(size, copy);
  }

  public SudokuSize size() {
    return size;
  }

  public int digit(int cell) {
    return digits[cell];
  }

  public int[] digits() {
    int[] copy = new int[digits.length];
    Arrays.setAll(copy, cell -> digits[cell]);
    return copy;
  }

  public int givens() {
    int givens = 0;
    for (byte digit : digits) {
      givens += digit == 0 ? 0 : 1;
    }
    return givens;
  }

  /** Tokens (cells): 1 for a blank, digit + 1 for a digit; never 0, the padding. */
  public int[] tokens() {
    int[] tokens = new int[digits.length];
    Arrays.setAll(tokens, cell -> digits[cell] + 1);
    return tokens;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SudokuGrid that && Arrays.equals(digits, that.digits);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digits);
  }

  /** The symbols row by row, {@code .} for a blank. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(digits.length);
    for (byte digit : digits) {
      text.append(size.symbol(digit));
    }
    return text.toString();
  }
}
