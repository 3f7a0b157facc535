package dev.trm.puzzles.grid;

/**
 * A question and its answer.
 *
 * @param group what belongs together: a group is trained on or held out as a whole
 */
public record GridPair(Grid input, Grid output, String group) {

  public GridPair {
    if (input.isEmpty() || output.isEmpty()) {
      throw new IllegalArgumentException(
          (input.isEmpty() ? "input" : "output") + " is empty; it must have a cell");
    }
  }
}
