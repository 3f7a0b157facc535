package dev.trm.puzzles.grid;

/**
 * A question and its answer.
 *
 * @param group the pairs of a group are all trained on or all held out
 */
public record GridPair(Grid input, Grid output, String group) {

  public GridPair {
    if (input.isEmpty() || output.isEmpty()) {
      throw new IllegalArgumentException(
          (input.isEmpty() ? "input" : "output") + " is empty; it must have a cell");
    }
  }
}
