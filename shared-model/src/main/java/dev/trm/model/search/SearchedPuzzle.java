package dev.trm.model.search;

import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.Relations;
import dev.trm.puzzles.Variation;
import java.util.Optional;

/** A puzzle as a search needs it. */
public interface SearchedPuzzle {

  /** The question as a new array, (sequenceLength). */
  int[] tokens();

  /** See {@link Puzzle#relations()}. */
  Optional<Relations> relations();

  /** See {@link Puzzle#variation}. */
  Optional<Variation> variation(long seed, int attempt);

  /** The row of the puzzle embedding. */
  default int puzzleId() {
    return 0;
  }

  /**
   * Whether an answer is known to be correct; always false for a kind without rules.
   *
   * @param answerTokens (sequenceLength)
   */
  boolean solvedBy(int[] answerTokens);

  /** Adapts a puzzle whose rules check its answers. */
  static SearchedPuzzle of(Puzzle puzzle) {
    return new SearchedPuzzle() {
      @Override
      public int[] tokens() {
        return puzzle.tokens();
      }

      @Override
      public Optional<Relations> relations() {
        return puzzle.relations();
      }

      @Override
      public Optional<Variation> variation(long seed, int attempt) {
        return puzzle.variation(seed, attempt);
      }

      @Override
      public boolean solvedBy(int[] answerTokens) {
        return puzzle.draft(answerTokens).solved();
      }
    };
  }
}
