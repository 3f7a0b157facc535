package dev.trm.model.search;

/**
 * The limits of a search.
 *
 * @param attempts the maximum number of attempts, including attempt 0; 1 means no search
 * @param cycles the maximum number of cycles of one attempt
 * @param budget the maximum number of cycles of all attempts together
 */
public record SearchLimits(int attempts, int cycles, int budget) {

  public SearchLimits {
    atLeast("attempts", attempts, 1);
    atLeast("cycles", cycles, 1);
    atLeast("budget", budget, 1);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least " + least);
    }
  }

  /** Limits for a single attempt. */
  public static SearchLimits single(int cycles) {
    return new SearchLimits(1, cycles, cycles);
  }

  /** Limits with a budget for the given number of full-length attempts. */
  public static SearchLimits of(int attempts, int cycles) {
    return new SearchLimits(
        attempts, cycles, (int) Math.min(Integer.MAX_VALUE, (long) attempts * cycles));
  }
}
