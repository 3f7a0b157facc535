package dev.trm.puzzles;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.arc.ArcPuzzle;
import dev.trm.puzzles.constraints.ConstraintsPuzzle;
import dev.trm.puzzles.grid.GridLayout;
import dev.trm.puzzles.grid.GridPuzzle;
import dev.trm.puzzles.maze.MazePuzzle;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All kinds of puzzles; the only class that lists all of them. */
public enum PuzzleKind {
  /** Digits in a square, unique in rows, columns and boxes; the grid is text. */
  SUDOKU(true, SudokuPuzzle::parse),
  /** A shortest path from start to goal; the grid is an array of strings, one for each row. */
  MAZE(true, MazePuzzle::parse),
  /** Symbols in a square that differ within each group of cells; the grid is an object. */
  CONSTRAINTS(true, ConstraintsPuzzle::parse),
  /** A test input of an ARC task; the grid is an array of rows of colours. */
  ARC(false, ArcPuzzle::parse),
  /** A user's own grids: an array of rows of integers; the model's layout maps them to tokens. */
  GRID(false, GridPuzzle::parse);

  private final boolean rules;
  private final Function<JsonNode, Puzzle> parser;

  PuzzleKind(boolean rules, Function<JsonNode, Puzzle> parser) {
    this.rules = rules;
    this.parser = parser;
  }

  /**
   * The kind of that name.
   *
   * @throws PuzzleFormatException if there is none
   */
  public static PuzzleKind of(String wire) {
    for (PuzzleKind kind : values()) {
      if (kind.wire().equals(wire)) {
        return kind;
      }
    }
    String known = Arrays.stream(values()).map(PuzzleKind::wire).collect(Collectors.joining(", "));
    throw new PuzzleFormatException(
        "/kind", wire, "kind is " + PuzzleFormatException.shown(wire) + "; known are " + known);
  }

  /** The name in requests and names of models, {@code sudoku}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether an answer can be checked without knowing the correct one. If not, only the model's
   * halting head can end a solve early.
   */
  public boolean hasRules() {
    return rules;
  }

  Puzzle parse(JsonNode grid) {
    return parser.apply(grid);
  }

  Puzzle parse(JsonNode grid, @Nullable JsonNode layout) {
    if (layout == null) {
      return parse(grid);
    }
    if (this != GRID) {
      throw new PuzzleFormatException(
          "/layout",
          layout.toString(),
          "layout is "
              + PuzzleFormatException.shown(layout)
              + "; a puzzle of kind "
              + wire()
              + " has none");
    }
    return GridPuzzle.parse(grid, GridLayout.of(layout));
  }
}
