package dev.trm.puzzles.grid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleKind;
import java.util.Optional;

/**
 * A grid that a model transforms into another by the rule it learned from a user's pairs. It has no
 * rules that could check an answer.
 */
public final class GridPuzzle implements Puzzle {

  private final Grid grid;
  private final GridLayout layout;

  private GridPuzzle(Grid grid, GridLayout layout) {
    this.grid = grid;
    this.layout = layout;
  }

  /**
   * Parses rows of integers, with the smallest layout for this grid: no padding, no value above its
   * maximum. {@link #in} applies a model's own layout.
   *
   * @throws dev.trm.puzzles.PuzzleFormatException naming the error and its place
   */
  public static GridPuzzle parse(JsonNode json) {
    Grid grid = Grid.parse(json, "/grid", "grid", Grid.MOST_VALUE);
    return new GridPuzzle(grid, GridLayout.fixed(grid, grid.largest() + 1));
  }

  /**
   * Parses rows of integers for a layout.
   *
   * @throws dev.trm.puzzles.PuzzleFormatException naming the error and its place, or why it does
   *     not fit
   */
  public static GridPuzzle parse(JsonNode json, GridLayout layout) {
    return parse(json).in(layout);
  }

  /**
   * The same grid in a model's layout.
   *
   * @throws dev.trm.puzzles.PuzzleFormatException if it does not fit
   */
  public GridPuzzle in(GridLayout other) {
    other.requireFit(grid, "/grid", "grid");
    return new GridPuzzle(grid, other);
  }

  public Grid question() {
    return grid;
  }

  @Override
  public PuzzleKind kind() {
    return PuzzleKind.GRID;
  }

  @Override
  public String shape() {
    return layout.shape();
  }

  @Override
  public int vocabulary() {
    return layout.vocabulary();
  }

  @Override
  public int sequenceLength() {
    return layout.cells();
  }

  @Override
  public int[] tokens() {
    return layout.tokens(grid);
  }

  @Override
  public JsonNode grid() {
    return grid.json();
  }

  @Override
  public Optional<GridLayout> layout() {
    return Optional.of(layout);
  }

  @Override
  public Draft draft(int[] answerTokens) {
    return Draft.unchecked(layout.read(answerTokens).json());
  }
}
