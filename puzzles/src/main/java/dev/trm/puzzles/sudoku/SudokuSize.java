package dev.trm.puzzles.sudoku;

import dev.trm.puzzles.AllDifferent;
import java.util.Arrays;
import java.util.List;

/** The sizes of Sudoku and their geometry. Cells are counted from 0, row by row. */
public enum SudokuSize {
  FOUR(4, 2, 2, 4),
  SIX(6, 2, 3, 8),
  NINE(9, 3, 3, 17),
  /** Generated with at least 110 givens: fewer take a backtracking solver too long. */
  SIXTEEN(16, 4, 4, 110);

  private static final String SYMBOLS = "123456789ABCDEFG";

  private final int side;
  private final int boxHeight;
  private final int boxWidth;
  private final int fewestGivens;
  private final int[][] units;
  private final int[][] unitsOfCell;
  private final AllDifferent relations;

  SudokuSize(int side, int boxHeight, int boxWidth, int fewestGivens) {
    this.side = side;
    this.boxHeight = boxHeight;
    this.boxWidth = boxWidth;
    this.fewestGivens = fewestGivens;
    this.units = new int[3 * side][side];
    this.unitsOfCell = new int[side * side][];
    int[] filled = new int[3 * side];
    for (int cell = 0; cell < side * side; cell++) {
      int[] of = {row(cell), side + column(cell), 2 * side + box(cell)};
      unitsOfCell[cell] = of;
      for (int unit : of) {
        units[unit][filled[unit]++] = cell;
      }
    }
    this.relations = new AllDifferent(side * side, side, groups(0), groups(side), groups(2 * side));
  }

  private List<List<Integer>> groups(int from) {
    return Arrays.stream(units, from, from + side)
        .map(unit -> Arrays.stream(unit).boxed().toList())
        .toList();
  }

  /**
   * The size with that many cells.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SudokuSize ofCells(int cells) {
    return Arrays.stream(values())
        .filter(size -> size.cells() == cells)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "cells is " + cells + "; a Sudoku has 16, 36, 81 or 256"));
  }

  /**
   * The size with that side.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SudokuSize ofSide(int side) {
    return Arrays.stream(values())
        .filter(size -> size.side == side)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("size is " + side + "; known are 4, 6, 9 and 16"));
  }

  public int side() {
    return side;
  }

  public int boxHeight() {
    return boxHeight;
  }

  public int boxWidth() {
    return boxWidth;
  }

  public int cells() {
    return side * side;
  }

  /** The minimum number of givens that may be requested from the generator. */
  public int fewestGivens() {
    return fewestGivens;
  }

  public int row(int cell) {
    return cell / side;
  }

  public int column(int cell) {
    return cell % side;
  }

  public int box(int cell) {
    return row(cell) / boxHeight * (side / boxWidth) + column(cell) / boxWidth;
  }

  /** Its rows, columns and boxes. */
  public AllDifferent relations() {
    return relations;
  }

  /** The cells of each row, then of each column, then of each box. */
  int[][] units() {
    return units;
  }

  /** The row, column and box of a cell, as indexes of {@link #units()}. */
  int[] unitsOf(int cell) {
    return unitsOfCell[cell];
  }

  /** {@code row 3}, counted from 1. */
  String unitName(int unit) {
    return unitKind(unit) + " " + (unit % side + 1);
  }

  String unitKind(int unit) {
    return unit < side ? "row" : unit < 2 * side ? "column" : "box";
  }

  /** A digit's symbol, {@code .} for 0. */
  char symbol(int digit) {
    return digit == 0 ? '.' : SYMBOLS.charAt(digit - 1);
  }

  /** A symbol's digit, 0 for a blank, −1 for none of this size. */
  int digit(char symbol) {
    if (symbol == '.' || symbol == '0') {
      return 0;
    }
    int digit = SYMBOLS.indexOf(Character.toUpperCase(symbol)) + 1;
    return digit >= 1 && digit <= side && symbol < 128 ? digit : -1;
  }
}
