package dev.trm.model.search;

import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.Relations;
import dev.trm.puzzles.Variation;
import java.util.Optional;

/** What a search needs of a puzzle. */
public interface SearchedPuzzle {

  /** The question, (sequenceLength), a fresh copy. */
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
   * Whether an answer is known to be right; never where the kind has no rules.
   *
   * @param answerTokens (sequenceLength)
   */
  boolean solvedBy(int[] answerTokens);

  /** A puzzle that is checked by its rules. */
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
