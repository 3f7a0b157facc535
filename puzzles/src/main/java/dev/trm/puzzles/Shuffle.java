package dev.trm.puzzles;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Random orders. */
public final class Shuffle {
  private Shuffle() {}

  /** A uniformly random permutation of the numbers from 0 to below the count. */
  public static int[] of(int count, SplittableRandom random) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}
