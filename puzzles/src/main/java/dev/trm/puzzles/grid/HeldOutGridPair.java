package dev.trm.puzzles.grid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.puzzles.AnswerScore;
import dev.trm.puzzles.HeldOutPuzzle;
import java.util.Map;

/**
 * A held-out pair. An answer is correct if the grid read from it equals the output, whatever the
 * tokens outside that grid.
 *
 * @param puzzleId the row of the puzzle embedding of its task, 0 if the model has only one
 */
public record HeldOutGridPair(Grid input, Grid output, GridLayout layout, int puzzleId)
    implements HeldOutPuzzle {

  /** The measure of the number of cells of the output. */
  public static final String CELLS = "cells";

  public HeldOutGridPair {
    layout.requireFit(input, "/input", "input");
    layout.requireFit(output, "/output", "output");
  }

  @Override
  public int[] questionTokens() {
    return layout.tokens(input);
  }

  @Override
  public int[] answerTokens() {
    return layout.tokens(output);
  }

  @Override
  public AnswerScore score(int[] answerTokens) {
    return AnswerScore.of(layout.read(answerTokens).equals(output));
  }

  @Override
  public JsonNode grid(int[] tokens) {
    return layout.read(tokens).json();
  }

  @Override
  public Map<String, Integer> measures() {
    return Map.of(CELLS, output.height() * output.width());
  }
}
