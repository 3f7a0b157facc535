package dev.trm.puzzles.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.puzzles.PuzzleFormatException;
import java.util.Arrays;

/** A rectangle of integers from 0 to 253, at most 30×30; only an answer can be empty. */
public final class Grid {

  /** The maximum side. */
  public static final int MOST_SIDE = 30;

  /** The maximum value: a token is a byte, and two tokens are reserved for padding and end. */
  public static final int MOST_VALUE = 253;

  /** The grid without cells: a model's answer whose first cell is not a value. */
  public static final Grid EMPTY = new Grid(0, 0, new int[0]);

  private final int height;
  private final int width;
  private final int[] cells;

  private Grid(int height, int width, int[] cells) {
    this.height = height;
    this.width = width;
    this.cells = cells;
  }

  /**
   * Creates a grid from its cells, row by row.
   *
   * @param cells (height · width)
   * @throws IllegalArgumentException if a side or a value is out of range
   */
  public static Grid of(int height, int width, int... cells) {
    if (height < 1 || height > MOST_SIDE || width < 1 || width > MOST_SIDE) {
      throw new IllegalArgumentException(
          "grid is " + height + " by " + width + "; it must be 1 by 1 to 30 by 30");
    }
    if (cells.length != height * width) {
      throw new IllegalArgumentException(
          "cells has " + cells.length + " entries; expected " + height + " by " + width);
    }
    for (int cell = 0; cell < cells.length; cell++) {
      if (cells[cell] < 0 || cells[cell] > MOST_VALUE) {
        throw new IllegalArgumentException(
            "cell " + cell + " is " + cells[cell] + "; it must be 0 to " + MOST_VALUE);
      }
    }
    return new Grid(height, width, cells.clone());
  }

  /**
   * Reads an array of rows strictly.
   *
   * @param pointer of the grid, for errors
   * @param name of the grid in messages, {@code grid}
   * @param most the maximum value, up to 253
   * @throws PuzzleFormatException naming pointer, place and value of the error
   */
  public static Grid parse(JsonNode json, String pointer, String name, int most) {
    if (!json.isArray()) {
      throw wrong(
          json,
          pointer,
          name + " is " + PuzzleFormatException.shown(json) + "; it must be an array of rows");
    }
    int height = json.size();
    if (height == 0) {
      throw wrong(json, pointer, name + " is empty");
    }
    if (height > MOST_SIDE) {
      throw wrong(json, pointer, name + " has " + height + " rows; at most 30 are allowed");
    }
    int width = json.get(0).size();
    int[] cells = new int[height * Math.min(width, MOST_SIDE)];
    for (int row = 0; row < height; row++) {
      JsonNode values = json.get(row);
      String at = pointer + "/" + row;
      String where = name + " row " + (row + 1);
      if (!values.isArray()) {
        throw wrong(
            values,
            at,
            where
                + " is "
                + PuzzleFormatException.shown(values)
                + "; it must be an array of whole numbers");
      }
      if (values.isEmpty()) {
        throw wrong(values, at, where + " is empty");
      }
      if (values.size() > MOST_SIDE) {
        throw wrong(values, at, where + " has " + values.size() + " cells; at most 30 are allowed");
      }
      if (values.size() != width) {
        throw wrong(values, at, where + " has " + values.size() + " cells; row 1 has " + width);
      }
      for (int column = 0; column < width; column++) {
        JsonNode value = values.get(column);
        if (!value.isIntegralNumber()
            || !value.canConvertToInt()
            || value.intValue() < 0
            || value.intValue() > most) {
          throw wrong(
              value,
              at + "/" + column,
              String.format(
                  "%s has %s in row %d, column %d; it must be a whole number 0 to %d",
                  name, PuzzleFormatException.shown(value), row + 1, column + 1, most));
        }
        cells[row * width + column] = value.intValue();
      }
    }
    return new Grid(height, width, cells);
  }

  private static PuzzleFormatException wrong(JsonNode value, String pointer, String message) {
    return new PuzzleFormatException(pointer, value.toString(), message);
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public boolean isEmpty() {
    return cells.length == 0;
  }

  public int at(int row, int column) {
    return cells[row * width + column];
  }

  /** The largest value, 0 if there is none. */
  public int largest() {
    return Arrays.stream(cells).max().orElse(0);
  }

  public Grid turned(Dihedral how) {
    return new Grid(
        how.swapsSides() ? width : height,
        how.swapsSides() ? height : width,
        how.apply(cells, height, width));
  }

  /**
   * The grid with its values replaced.
   *
   * @param names the new value of each old value
   */
  public Grid renamed(int... names) {
    int[] renamed = new int[cells.length];
    for (int cell = 0; cell < cells.length; cell++) {
      renamed[cell] = names[cells[cell]];
    }
    return isEmpty() ? this : of(height, width, renamed);
  }

  /** An array of rows. */
  public ArrayNode json() {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode(height);
    for (int row = 0; row < height; row++) {
      ArrayNode values = rows.addArray();
      for (int column = 0; column < width; column++) {
        values.add(at(row, column));
      }
    }
    return rows;
  }

  /** Height, width and the cells; unique for each grid, and never containing the byte −1. */
  public byte[] bytes() {
    byte[] bytes = new byte[2 + cells.length];
    bytes[0] = (byte) height;
    bytes[1] = (byte) width;
    for (int cell = 0; cell < cells.length; cell++) {
      bytes[2 + cell] = (byte) cells[cell];
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grid that
        && height == that.height
        && width == that.width
        && Arrays.equals(cells, that.cells);
  }

  @Override
  public int hashCode() {
    return 31 * height + Arrays.hashCode(cells);
  }

  /** As JSON. */
  @Override
  public String toString() {
    return json().toString();
  }
}
