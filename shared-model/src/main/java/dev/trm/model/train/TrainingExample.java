package dev.trm.model.train;

import dev.trm.model.CellGroups;
import org.jspecify.annotations.Nullable;

/**
 * A question with its answer.
 *
 * @param question tokens (S)
 * @param answer tokens (S); −100 where the loss ignores the cell
 * @param puzzleId its row of the puzzle embedding
 * @param groups the relations among its cells; null for networks that take no relations
 */
@SuppressWarnings("ArrayRecordComponent") // only carries arrays; never compared
public record TrainingExample(
    int[] question, int[] answer, int puzzleId, @Nullable CellGroups groups) {

  /** Creates an example for a network that takes no relations. */
  public TrainingExample(int[] question, int[] answer, int puzzleId) {
    this(question, answer, puzzleId, null);
  }
}
