package dev.trm.puzzles.grid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleKind;
import java.util.Optional;

/**
 * A grid that a model turns into another, by what it has learnt from a user's pairs. Nobody but the
 * model knows the rules.
 */
public final class GridPuzzle implements Puzzle {

  private final Grid grid;
  private final GridLayout layout;

  private GridPuzzle(Grid grid, GridLayout layout) {
    this.grid = grid;
    this.layout = layout;
  }

  /**
   * Parses rows of whole numbers, laid out for themselves alone: no padding, no value above their
   * largest. A model's own layout is given by {@link #in}.
   *
   * @throws dev.trm.puzzles.PuzzleFormatException saying what is wrong and where
   */
  public static GridPuzzle parse(JsonNode json) {
    Grid grid = Grid.parse(json, "/grid", "grid", Grid.MOST_VALUE);
    return new GridPuzzle(grid, GridLayout.fixed(grid, grid.largest() + 1));
  }

  /**
   * Parses rows of whole numbers for a layout.
   *
   * @throws dev.trm.puzzles.PuzzleFormatException saying what is wrong and where, or what does not
   *     fit
   */
  public static GridPuzzle parse(JsonNode json, GridLayout layout) {
    return parse(json).in(layout);
  }

  /**
   * The same grid, as a model takes it.
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
