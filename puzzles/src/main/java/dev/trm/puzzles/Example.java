package dev.trm.puzzles;

import org.jspecify.annotations.Nullable;

/**
 * A question and its answer as tokens.
 *
 * @param question (sequenceLength)
 * @param answer (sequenceLength); {@link #PAD} where the loss ignores the cell
 * @param puzzleId the row of the puzzle embedding, 0 if it has only one
 * @param relations the relations among the cells; null for a kind without relations
 */
@SuppressWarnings("ArrayRecordComponent") // only carries arrays; never compared
public record Example(int[] question, int[] answer, int puzzleId, @Nullable Relations relations) {

  /** An example of a kind without relations. */
  public Example(int[] question, int[] answer, int puzzleId) {
    this(question, answer, puzzleId, null);
  }

  /** The token of cells outside the puzzle, the same for all kinds. */
  public static final int PAD = 0;
}
