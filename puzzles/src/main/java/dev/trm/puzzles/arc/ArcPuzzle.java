package dev.trm.puzzles.arc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;

/**
 * A test input of an ARC task, at the top left and in its own colours. It has no rules that could
 * check an answer.
 */
public final class ArcPuzzle implements Puzzle {

  private static final int LARGEST_COLOUR = 9;
  private static final GridLayout LAYOUT = GridLayout.ARC;

  private final Grid grid;

  private ArcPuzzle(Grid grid) {
    this.grid = grid;
  }

  /**
   * Parses 1 to 30 rows of 1 to 30 colours, 0 to 9.
   *
   * @throws dev.trm.puzzles.PuzzleFormatException naming the error and its place
   */
  public static ArcPuzzle parse(JsonNode json) {
    return new ArcPuzzle(grid(json, "/grid", "grid"));
  }

  /** Reads a grid of colours. */
  static Grid grid(JsonNode json, String pointer, String name) {
    return Grid.parse(json, pointer, name, LARGEST_COLOUR);
  }

  @Override
  public PuzzleKind kind() {
    return PuzzleKind.ARC;
  }

  @Override
  public String shape() {
    return LAYOUT.shape();
  }

  @Override
  public int vocabulary() {
    return LAYOUT.vocabulary();
  }

  @Override
  public int sequenceLength() {
    return LAYOUT.cells();
  }

  @Override
  public int[] tokens() {
    return LAYOUT.tokens(grid);
  }

  @Override
  public JsonNode grid() {
    return grid.json();
  }

  @Override
  public Draft draft(int[] answerTokens) {
    return Draft.unchecked(LAYOUT.read(answerTokens).json());
  }
}
