package dev.trm.puzzles;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Generated puzzles to train on and, apart from them, puzzles to judge by: no held-out puzzle is
 * equivalent to another or to one of the training puzzles. Equal seeds give equal splits, however
 * many processors work on them.
 *
 * @param heldOut at most as many as were asked for, fewer where there are not so many
 */
public record HeldOutSplit<P>(List<P> training, List<P> heldOut) {

  /** Puzzles made from one seed; small enough to share work, large enough to be worth it. */
  private static final int BLOCK = 500;

  public HeldOutSplit {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /** Makes puzzles. */
  @FunctionalInterface
  public interface Maker<P> {
    /** Up to {@code count} puzzles, always the same ones for a seed. */
    List<P> make(int count, long seed);
  }

  /**
   * Generates on all processors.
   *
   * @param training puzzles to train on, at least 1; those equivalent to a held-out one are left
   *     out of them
   * @param heldOut puzzles to judge by, at least 1
   * @param form equal for equivalent puzzles only
   */
  public static <P> HeldOutSplit<P> generate(
      int training, int heldOut, long seed, Maker<P> maker, Function<P, String> form) {
    requireSome("training", training);
    requireSome("heldOut", heldOut);
    Set<String> forms = new HashSet<>();
    List<P> apart = new ArrayList<>();
    // There may be fewer classes than asked for: an end to the search is needed.
    long tries = 20L * heldOut;
    SplittableRandom seeds = new SplittableRandom(seed);
    SplittableRandom apartSeeds = seeds.split();
    for (long done = 0; done < tries && apart.size() < heldOut; done += BLOCK) {
      for (P puzzle : maker.make(BLOCK, apartSeeds.nextLong())) {
        if (apart.size() < heldOut && forms.add(form.apply(puzzle))) {
          apart.add(puzzle);
        }
      }
    }
    int blocks = (training - 1) / BLOCK + 1;
    long[] blockSeeds = seeds.longs(blocks).toArray();
    List<P> kept =
        IntStream.range(0, blocks)
            .parallel()
            .mapToObj(
                i ->
                    maker.make(Math.min(BLOCK, training - i * BLOCK), blockSeeds[i]).stream()
                        .filter(puzzle -> !forms.contains(form.apply(puzzle)))
                        .toList())
            .flatMap(List::stream)
            .toList();
    return new HeldOutSplit<>(kept, apart);
  }

  /**
   * Refuses a count below 1.
   *
   * @throws IllegalArgumentException naming field and value
   */
  public static void requireSome(String field, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(field + " is " + count + "; it must be at least 1");
    }
  }

  /**
   * SHA-256 over all puzzles in order, hexadecimal: names the data that a model was made from.
   *
   * @param bytes all that makes up a puzzle; no byte is −1
   */
  public String sha256(Function<P, byte[]> bytes) {
    MessageDigest digest = Sha256.digest();
    for (List<P> part : List.of(training, heldOut)) {
      for (P puzzle : part) {
        digest.update(bytes.apply(puzzle));
      }
      digest.update((byte) -1);
    }
    return Sha256.soFar(digest);
  }
}
