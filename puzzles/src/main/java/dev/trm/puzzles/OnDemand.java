package dev.trm.puzzles;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Puzzles that are made when they are first read, so that a training can begin before all of its
 * puzzles exist. Each depends on the seed and its index only, whichever thread reads it first.
 */
final class OnDemand<P> extends AbstractList<P> implements RandomAccess {
  /** Seeds tried for one puzzle before there are held to be none that are allowed. */
  private static final int TRIES = 1_000;

  private final AtomicReferenceArray<P> made;
  private final long seed;
  private final LongFunction<P> maker;
  private final Predicate<P> allowed;

  private OnDemand(int size, long seed, LongFunction<P> maker, Predicate<P> allowed) {
    this.made = new AtomicReferenceArray<>(size);
    this.seed = seed;
    this.maker = maker;
    this.allowed = allowed;
  }

  /**
   * @param size at least 1
   * @param maker always the same puzzle for a seed
   * @return empty if a long search finds no puzzle that is allowed
   */
  static <P> List<P> of(int size, long seed, LongFunction<P> maker, Predicate<P> allowed) {
    OnDemand<P> puzzles = new OnDemand<>(size, seed, maker, allowed);
    P first = puzzles.search(0);
    if (first == null) {
      return List.of();
    }
    puzzles.made.set(0, first);
    return puzzles;
  }

  @Override
  public int size() {
    return made.length();
  }

  @Override
  public P get(int index) {
    P puzzle = made.get(index);
    if (puzzle == null) {
      puzzle = search(index);
      // Where nearly all puzzles are held out the first one stands in for those not found.
      puzzle = puzzle == null ? made.get(0) : puzzle;
      made.set(index, puzzle);
    }
    return puzzle;
  }

  @SuppressWarnings("NullAway") // null where there is none
  private P search(int index) {
    SplittableRandom seeds = new SplittableRandom(new SplittableRandom(seed ^ ~index).nextLong());
    for (int i = 0; i < TRIES; i++) {
      P puzzle = maker.apply(seeds.nextLong());
      if (allowed.test(puzzle)) {
        return puzzle;
      }
    }
    return null;
  }
}
