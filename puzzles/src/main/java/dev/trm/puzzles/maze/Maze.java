package dev.trm.puzzles.maze;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.Neighbours;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.grid.Dihedral;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A rectangle of walls, open cells, a start, a goal and, in an answer, the path between them. Cells
 * are counted from 0, row by row. It need not be solvable.
 */
public final class Maze {

  /** The minimum side. */
  public static final int LEAST_SIDE = 3;

  /** The maximum side. */
  public static final int MOST_SIDE = 30;

  /** Up, left, down and right. */
  static final int DIRECTIONS = 4;

  static final int WALL = 1;
  static final int OPEN = 2;
  static final int START = 3;
  static final int GOAL = 4;
  static final int PATH = 5;

  /**
   * The character of each token. Padding, which only a wrong answer contains, is a question mark.
   */
  static final String CHARACTERS = "?# SGo";

  /** The number of different tokens. */
  public static final int VOCABULARY = CHARACTERS.length();

  private final int height;
  private final int width;
  private final int[] tokens;

  private Maze(int height, int width, int[] tokens) {
    this.height = height;
    this.width = width;
    this.tokens = tokens;
  }

  /**
   * Creates a maze from tokens, row by row: 0 padding, 1 wall, 2 open, 3 start, 4 goal, 5 path.
   *
   * @param tokens (height · width)
   * @throws IllegalArgumentException if their number or one of them is invalid, or a side is not 3
   *     to 30
   */
  public static Maze of(int height, int width, int... tokens) {
    requireSide("height", height);
    requireSide("width", width);
    if (tokens.length != height * width) {
      throw new IllegalArgumentException(
          "tokens has " + tokens.length + " entries; expected " + height * width);
    }
    for (int cell = 0; cell < tokens.length; cell++) {
      if (tokens[cell] < 0 || tokens[cell] >= CHARACTERS.length()) {
        throw new IllegalArgumentException(
            "token " + cell + " is " + tokens[cell] + "; it must be 0 to 5");
      }
    }
    return new Maze(height, width, tokens.clone());
  }

  /**
   * Reads rows of characters, which may contain a path.
   *
   * @throws PuzzleFormatException if they are not a maze
   */
  public static Maze ofRows(JsonNode json) {
    if (!json.isArray() || json.isEmpty()) {
      throw notRows(json);
    }
    int height = json.size();
    int width = json.get(0).asText().length();
    int[] tokens = new int[height * width];
    for (int row = 0; row < height; row++) {
      String text = json.get(row).asText();
      if (text.length() != width) {
        throw notRows(json);
      }
      for (int column = 0; column < width; column++) {
        tokens[row * width + column] = CHARACTERS.indexOf(text.charAt(column));
      }
    }
    try {
      return of(height, width, tokens);
    } catch (IllegalArgumentException e) {
      throw notRows(json);
    }
  }

  private static PuzzleFormatException notRows(JsonNode json) {
    return new PuzzleFormatException(
        "/solution",
        json.toString(),
        "the solution is "
            + PuzzleFormatException.shown(json)
            + "; it must be rows of equally many of '#', space, S, G and o");
  }

  static void requireSide(String field, int side) {
    if (side < LEAST_SIDE || side > MOST_SIDE) {
      throw new IllegalArgumentException(
          field + " is " + side + "; it must be " + LEAST_SIDE + " to " + MOST_SIDE);
    }
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int cells() {
    return tokens.length;
  }

  /** The tokens as a new array, (height · width). */
  public int[] tokens() {
    return tokens.clone();
  }

  int token(int cell) {
    return tokens[cell];
  }

  /** The first cell with that token, −1 if there is none. */
  int find(int token) {
    for (int cell = 0; cell < tokens.length; cell++) {
      if (tokens[cell] == token) {
        return cell;
      }
    }
    return -1;
  }

  /** The neighbour up, left, down or right (0 to 3); −1 beyond the edge. */
  int neighbour(int cell, int direction) {
    int column = cell % width;
    return switch (direction) {
      case 0 -> cell - width; // negative beyond the edge
      case 1 -> column == 0 ? -1 : cell - 1;
      case 2 -> cell + width < tokens.length ? cell + width : -1;
      default -> column == width - 1 ? -1 : cell + 1;
    };
  }

  /** Which cells are adjacent and passable. */
  public Neighbours neighbours() {
    return new MazeNeighbours(this);
  }

  /** {@code row 3, column 2}, counted from 1. */
  String place(int cell) {
    return "row " + (cell / width + 1) + ", column " + (cell % width + 1);
  }

  public Maze turned(Dihedral how) {
    return new Maze(
        how.swapsSides() ? width : height,
        how.swapsSides() ? height : width,
        how.apply(tokens, height, width));
  }

  /** Rows of characters: {@code #} wall, space open, {@code S}, {@code G}, {@code o} path. */
  public List<String> rows() {
    List<String> rows = new ArrayList<>(height);
    for (int row = 0; row < height; row++) {
      StringBuilder text = new StringBuilder(width);
      for (int column = 0; column < width; column++) {
        text.append(CHARACTERS.charAt(tokens[row * width + column]));
      }
      rows.add(text.toString());
    }
    return rows;
  }

  /**
   * A canonical form, equal for mazes that are equivalent under rotation and reflection: the
   * smallest of their texts.
   */
  public String canonicalForm() {
    return Arrays.stream(Dihedral.values())
        .map(how -> turned(how).toString())
        .min(String::compareTo)
        .orElseThrow();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Maze that && width == that.width && Arrays.equals(tokens, that.tokens);
  }

  @Override
  public int hashCode() {
    return 31 * width + Arrays.hashCode(tokens);
  }

  /** Its rows, one a line. */
  @Override
  public String toString() {
    return String.join("\n", rows());
  }
}
