package dev.trm.puzzles;

import org.jspecify.annotations.Nullable;

/**
 * A question and its answer as tokens.
 *
 * @param question (sequenceLength)
 * @param answer (sequenceLength); {@link #PAD} where nothing is to be learnt
 * @param puzzleId the row of the puzzle embedding, 0 where there is only one
 * @param relations which cells differ; null for a kind whose rules are of another form
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of two arrays, never compared
public record Example(int[] question, int[] answer, int puzzleId, @Nullable Relations relations) {

  /** Of a kind without relations. */
  public Example(int[] question, int[] answer, int puzzleId) {
    this(question, answer, puzzleId, null);
  }

  /** The token of cells outside the puzzle, the same for all kinds. */
  public static final int PAD = 0;
}
