package dev.trm.puzzles;

/**
 * The score of an answer to a held-out puzzle.
 *
 * @param exact whether it equals the puzzle's expected answer in every cell
 * @param valid whether it passes the rules, even if it differs from the expected answer; equal to
 *     {@code exact} for a kind without rules
 */
public record AnswerScore(boolean exact, boolean valid) {

  public AnswerScore {
    if (exact && !valid) {
      throw new IllegalArgumentException("valid is false; the right answer is always valid");
    }
  }

  /** The score for puzzles that have one correct answer. */
  public static AnswerScore of(boolean right) {
    return new AnswerScore(right, right);
  }
}
