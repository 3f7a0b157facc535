package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.puzzles.PuzzleKind;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts a solve may make until an answer passes the rules.
 *
 * @param attempts the most, the plain one included; at least 2, since a solve of one attempt has no
 *     search
 * @param budget the most cycles of all attempts together; null for as many as they all may run
 * @param seed of the further attempts; null for one that the puzzle and the weights determine
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SolveSearch(int attempts, @Nullable Integer budget, @Nullable Long seed) {
  /** The most that a request may ask for. */
  public static final int MOST_ATTEMPTS = 1024;

  /** The most cycles of one solve; all of them are kept in its trace. */
  public static final int MOST_BUDGET = 16_384;

  /** The largest seed: JavaScript has whole numbers up to it. */
  public static final long MOST_SEED = (1L << 53) - 1;

  private static final int USUAL = 16;

  public SolveSearch {
    if (attempts < 2) {
      throw new IllegalArgumentException("attempts: " + attempts + " is less than 2");
    }
    if (budget != null && budget < 1) {
      throw new IllegalArgumentException("budget: " + budget + " is less than 1");
    }
  }

  /** How many attempts a solve has unless it asks for another number. */
  public static int usualAttempts(PuzzleKind kind) {
    return kind.hasRules() ? USUAL : 1;
  }

  /**
   * The most cycles of all attempts.
   *
   * @param maxCycles of each
   */
  public int budget(int maxCycles) {
    return budget != null ? budget : (int) Math.min(MOST_BUDGET, (long) attempts * maxCycles);
  }
}
