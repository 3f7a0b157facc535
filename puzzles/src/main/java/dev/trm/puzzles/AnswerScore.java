package dev.trm.puzzles;

/**
 * An answer, judged in both ways.
 *
 * @param exact it is the right answer that the puzzle came with, cell for cell
 * @param valid it keeps the rules, though it may be another right answer; where a kind has no
 *     rules, as exact
 */
public record AnswerScore(boolean exact, boolean valid) {

  public AnswerScore {
    if (exact && !valid) {
      throw new IllegalArgumentException("valid is false; the right answer is always valid");
    }
  }

  /** For puzzles that have one right answer. */
  public static AnswerScore of(boolean right) {
    return new AnswerScore(right, right);
  }
}
