package dev.trm.model.train;

import dev.trm.model.CellGroups;
import org.jspecify.annotations.Nullable;

/**
 * One question with its answer.
 *
 * @param question tokens (S)
 * @param answer tokens (S); −100 where the loss ignores the cell
 * @param puzzleId its row of the puzzle embedding
 * @param groups how its cells are related; null for networks that take no relations
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of two arrays, never compared
public record TrainingExample(
    int[] question, int[] answer, int puzzleId, @Nullable CellGroups groups) {

  /** For a network that takes no relations. */
  public TrainingExample(int[] question, int[] answer, int puzzleId) {
    this(question, answer, puzzleId, null);
  }
}
