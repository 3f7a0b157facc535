package dev.trm.model.search;

/**
 * How far a search may go.
 *
 * @param attempts the most attempts, the plain one included; 1 is no search
 * @param cycles the most cycles of one attempt
 * @param budget the most cycles of all attempts together
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

  /** One attempt. */
  public static SearchLimits single(int cycles) {
    return new SearchLimits(1, cycles, cycles);
  }

  /** So many whole attempts. */
  public static SearchLimits of(int attempts, int cycles) {
    return new SearchLimits(
        attempts, cycles, (int) Math.min(Integer.MAX_VALUE, (long) attempts * cycles));
  }
}
