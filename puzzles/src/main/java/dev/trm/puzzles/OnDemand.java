package dev.trm.puzzles;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * A list of puzzles that are generated when they are first read, so that a training can begin
 * before all of its puzzles exist. A puzzle depends only on the seed and its index, whichever
 * thread reads it first.
 */
final class OnDemand<P> extends AbstractList<P> implements RandomAccess {
  /** The number of seeds tried for one puzzle before the search ends without an allowed one. */
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
   * @param maker a deterministic function of the seed
   * @return empty if a long search finds no allowed puzzle
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
      // If nearly all puzzles are held out, the first one replaces those not found.
      puzzle = puzzle == null ? made.get(0) : puzzle;
      made.set(index, puzzle);
    }
    return puzzle;
  }

  @SuppressWarnings("NullAway") // null if there is none
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
