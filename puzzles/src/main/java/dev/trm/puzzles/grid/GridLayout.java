package dev.trm.puzzles.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.puzzles.Example;
import dev.trm.puzzles.PuzzleFormatException;
import java.util.Set;

/**
 * The mapping between grids and tokens. Padding is token 0. If grids differ in size, the end is
 * token 1 and value v is v + 2; otherwise value v is v + 1.
 *
 * <p>With ends, a grid can be anywhere on the board. End tokens mark the row just below it and the
 * column just right of it, as far as these are on the board, without the corner between them.
 * Reading returns the largest rectangle of values from the board's top left corner.
 *
 * @param width of the board, 1 to 30
 * @param height of the board, 1 to 30
 * @param symbols the number of values, 1 to 254
 * @param ends whether grids may be smaller than the board
 */
public record GridLayout(int width, int height, int symbols, boolean ends) {

  /** ARC's layout: any grid of ten colours within 30×30. */
  public static final GridLayout ARC = arc(30);

  private static final int END = 1;

  public GridLayout {
    require("width", width, Grid.MOST_SIDE);
    require("height", height, Grid.MOST_SIDE);
    require("symbols", symbols, Grid.MOST_VALUE + 1);
  }

  private static void require(String field, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be 1 to " + most);
    }
  }

  /**
   * A square board for ARC's ten colours.
   *
   * @param side 1 to 30; a smaller board is cheaper for tasks with small grids
   */
  public static GridLayout arc(int side) {
    return new GridLayout(side, side, 10, true);
  }

  /** The layout for grids that are all of the same size as this one. */
  public static GridLayout fixed(Grid grid, int symbols) {
    return new GridLayout(grid.width(), grid.height(), symbols, false);
  }

  /**
   * Reads the JSON of {@link #json}.
   *
   * @throws PuzzleFormatException naming the field that is missing or invalid
   */
  public static GridLayout of(JsonNode json) {
    JsonNode ends = json.path("ends");
    if (json.size() != 4 || !ends.isBoolean()) {
      throw wrong(json, "it must have width, height, symbols and ends, true or false");
    }
    for (String field : Set.of("width", "height", "symbols")) {
      if (!json.path(field).isInt()) {
        throw wrong(json, field + " must be a whole number");
      }
    }
    try {
      return new GridLayout(
          json.path("width").intValue(),
          json.path("height").intValue(),
          json.path("symbols").intValue(),
          ends.booleanValue());
    } catch (IllegalArgumentException outOfBounds) {
      throw wrong(json, String.valueOf(outOfBounds.getMessage()));
    }
  }

  private static PuzzleFormatException wrong(JsonNode json, String message) {
    return new PuzzleFormatException(
        "/layout",
        json.toString(),
        "layout is " + PuzzleFormatException.shown(json) + "; " + message);
  }

  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("width", width)
        .put("height", height)
        .put("symbols", symbols)
        .put("ends", ends);
  }

  public int cells() {
    return width * height;
  }

  /** The board's size for people, width first: {@code 30x30}. */
  public String shape() {
    return width + "x" + height;
  }

  /** The number of different tokens. */
  public int vocabulary() {
    return symbols + firstValue();
  }

  private int firstValue() {
    return ends ? 2 : 1;
  }

  /** Whether a grid fits this layout. */
  public boolean fits(Grid grid) {
    return fitsInSize(grid) && grid.largest() < symbols;
  }

  private boolean fitsInSize(Grid grid) {
    return !grid.isEmpty()
        && (ends
            ? grid.width() <= width && grid.height() <= height
            : grid.width() == width && grid.height() == height);
  }

  /**
   * Rejects a grid that does not fit.
   *
   * @param pointer of the grid
   * @param name of the grid in the message
   * @throws PuzzleFormatException giving the reason
   */
  public void requireFit(Grid grid, String pointer, String name) {
    if (!fitsInSize(grid)) {
      throw new PuzzleFormatException(
          pointer,
          grid.toString(),
          String.format(
              "%s is %dx%d; its width and height must be %s%dx%d",
              name, grid.width(), grid.height(), ends ? "at most " : "", width, height));
    }
    if (grid.largest() >= symbols) {
      throw new PuzzleFormatException(
          pointer,
          grid.toString(),
          name + " has the value " + grid.largest() + "; the largest is " + (symbols - 1));
    }
  }

  /** Tokens (height · width) of a grid in the board's top left corner. */
  public int[] tokens(Grid grid) {
    return tokens(grid, 0, 0);
  }

  /**
   * Tokens (height · width) of a grid whose top left cell is at a row and a column of the board.
   *
   * @throws PuzzleFormatException if it does not fit there
   */
  public int[] tokens(Grid grid, int top, int left) {
    requireFit(grid, "/grid", "grid");
    int bottom = top + grid.height();
    int right = left + grid.width();
    if (top < 0 || left < 0 || bottom > height || right > width) {
      throw new PuzzleFormatException(
          "/grid",
          grid.toString(),
          String.format(
              "grid is %dx%d; it does not fit at row %d, column %d of %dx%d",
              grid.width(), grid.height(), top, left, width, height));
    }
    int[] tokens = new int[cells()];
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        tokens[row * width + column] = grid.at(row - top, column - left) + firstValue();
      }
    }
    if (ends && bottom < height) {
      for (int column = left; column < right; column++) {
        tokens[bottom * width + column] = END;
      }
    }
    if (ends && right < width) {
      for (int row = top; row < bottom; row++) {
        tokens[row * width + right] = END;
      }
    }
    return tokens;
  }

  /**
   * Reads the largest rectangle of values from the top left corner; among equally large ones, that
   * with fewer rows. Empty if the first cell is not a value.
   *
   * @param tokens (height · width), each below the vocabulary
   */
  public Grid read(int[] tokens) {
    requireTokens(tokens);
    int widest = width;
    int rows = 0;
    int columns = 0;
    for (int row = 0; row < height && widest > 0; row++) {
      int run = 0;
      while (run < widest && tokens[row * width + run] >= firstValue()) {
        run++;
      }
      widest = run;
      if ((row + 1) * widest > rows * columns) {
        rows = row + 1;
        columns = widest;
      }
    }
    if (rows == 0) {
      return Grid.EMPTY;
    }
    int[] cells = new int[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        cells[row * columns + column] = tokens[row * width + column] - firstValue();
      }
    }
    return Grid.of(rows, columns, cells);
  }

  private void requireTokens(int[] tokens) {
    if (tokens.length != cells()) {
      throw new IllegalArgumentException(
          "tokens has " + tokens.length + " entries; expected " + cells());
    }
    for (int cell = 0; cell < tokens.length; cell++) {
      if (tokens[cell] < Example.PAD || tokens[cell] >= vocabulary()) {
        throw new IllegalArgumentException(
            "token " + cell + " is " + tokens[cell] + "; it must be 0 to " + (vocabulary() - 1));
      }
    }
  }
}
