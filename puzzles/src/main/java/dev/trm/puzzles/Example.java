package dev.trm.puzzles;

/**
 * A question and its answer as tokens.
 *
 * @param question (sequenceLength)
 * @param answer (sequenceLength); {@link #PAD} where nothing is to be learnt
 * @param puzzleId the row of the puzzle embedding, 0 where there is only one
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of two arrays, never compared
public record Example(int[] question, int[] answer, int puzzleId) {

  /** The token of cells outside the puzzle, the same for all kinds. */
  public static final int PAD = 0;
}
