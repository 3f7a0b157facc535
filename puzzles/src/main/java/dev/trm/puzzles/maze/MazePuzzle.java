package dev.trm.puzzles.maze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.Relations;
import dev.trm.puzzles.Variation;
import dev.trm.puzzles.grid.Dihedral;
import java.util.Optional;

/** A maze as submitted: it has one start, one goal and a path between them. */
public final class MazePuzzle implements Puzzle {

  private final Maze maze;

  private MazePuzzle(Maze maze) {
    this.maze = maze;
  }

  /**
   * Parses 3 to 30 rows of 3 to 30 characters: {@code #} wall, space open, {@code S} start, {@code
   * G} goal.
   *
   * @throws PuzzleFormatException naming the error and its place
   */
  public static MazePuzzle parse(JsonNode json) {
    if (!json.isArray()) {
      throw wrong(
          json,
          "/grid",
          "grid is "
              + PuzzleFormatException.shown(json)
              + "; it must be an array of strings, a row each");
    }
    int height = json.size();
    requireSide(json, "/grid", "grid has " + height + " rows", height);
    int width = -1;
    int[] tokens = new int[0];
    for (int row = 0; row < height; row++) {
      JsonNode text = json.get(row);
      String at = "/grid/" + row;
      String name = "grid row " + (row + 1);
      if (!text.isTextual()) {
        throw wrong(
            text, at, name + " is " + PuzzleFormatException.shown(text) + "; it must be a string");
      }
      String characters = text.textValue();
      if (width < 0) {
        width = characters.length();
        requireSide(text, at, name + " has " + width + " characters", width);
        tokens = new int[height * width];
      }
      if (characters.length() != width) {
        throw wrong(
            text, at, name + " has " + characters.length() + " characters; row 1 has " + width);
      }
      for (int column = 0; column < width; column++) {
        tokens[row * width + column] = token(text, at, row, column);
      }
    }
    Maze maze = Maze.of(height, width, tokens);
    int start = only(json, maze, Maze.START, "start, 'S'");
    int goal = only(json, maze, Maze.GOAL, "goal, 'G'");
    if (ShortestPaths.from(maze, start).steps(goal) < 0) {
      throw wrong(
          json,
          "/grid",
          "grid has no way from the start in "
              + maze.place(start)
              + " to the goal in "
              + maze.place(goal));
    }
    return new MazePuzzle(maze);
  }

  private static void requireSide(JsonNode json, String pointer, String what, int side) {
    if (side < Maze.LEAST_SIDE || side > Maze.MOST_SIDE) {
      throw wrong(
          json, pointer, what + "; a maze has " + Maze.LEAST_SIDE + " to " + Maze.MOST_SIDE);
    }
  }

  private static int token(JsonNode text, String pointer, int row, int column) {
    char character = text.textValue().charAt(column);
    int token = Maze.CHARACTERS.indexOf(character);
    if (token < Maze.WALL || token > Maze.GOAL) {
      throw wrong(
          text,
          pointer,
          String.format(
              "grid has %s in row %d, column %d; a maze has '#' for a wall, a space for an open"
                  + " cell, 'S' and 'G'",
              PuzzleFormatException.shown(String.valueOf(character)), row + 1, column + 1));
    }
    return token;
  }

  private static int only(JsonNode json, Maze maze, int token, String name) {
    int first = maze.find(token);
    if (first < 0) {
      throw wrong(json, "/grid", "grid has no " + name);
    }
    for (int cell = first + 1; cell < maze.cells(); cell++) {
      if (maze.token(cell) == token) {
        throw wrong(
            json,
            "/grid/" + cell / maze.width(),
            "grid has more than one "
                + name
                + ": in "
                + maze.place(first)
                + " and in "
                + maze.place(cell));
      }
    }
    return first;
  }

  private static PuzzleFormatException wrong(JsonNode json, String pointer, String message) {
    String value = json.isTextual() ? json.textValue() : json.toString();
    return new PuzzleFormatException(pointer, value, message);
  }

  public Maze maze() {
    return maze;
  }

  /** The maze with the path that a model would learn. */
  public LabelledMaze labelled() {
    return LabelledMaze.of(maze);
  }

  @Override
  public PuzzleKind kind() {
    return PuzzleKind.MAZE;
  }

  @Override
  public String shape() {
    return maze.width() + "x" + maze.height();
  }

  @Override
  public int vocabulary() {
    return Maze.VOCABULARY;
  }

  @Override
  public int sequenceLength() {
    return maze.cells();
  }

  @Override
  public int[] tokens() {
    return maze.tokens();
  }

  @Override
  public JsonNode grid() {
    return json(maze);
  }

  @Override
  public Optional<Relations> relations() {
    return Optional.of(maze.neighbours());
  }

  @Override
  public Optional<Variation> variation(long seed, int attempt) {
    return Dihedral.variation(maze.height(), maze.width(), Maze.VOCABULARY, seed, attempt);
  }

  @Override
  public Draft draft(int[] answerTokens) {
    Maze answer = Maze.of(maze.height(), maze.width(), answerTokens);
    return Draft.checked(json(answer), MazeRules.broken(maze, answer));
  }

  static ArrayNode json(Maze maze) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode(maze.height());
    maze.rows().forEach(rows::add);
    return rows;
  }
}
