package dev.trm.puzzles;

import java.nio.ByteBuffer;
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

  /** Training puzzles that a hash covers. */
  private static final int HASHED = 100;

  public HeldOutSplit {
    training = kept(training);
    heldOut = List.copyOf(heldOut);
  }

  /** An unmodifiable list as it is, if that is made on demand, else a copy. */
  public static <P> List<P> kept(List<P> puzzles) {
    return puzzles instanceof OnDemand ? puzzles : List.copyOf(puzzles);
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
    SplittableRandom seeds = new SplittableRandom(seed);
    Set<String> forms = new HashSet<>();
    List<P> apart = apart(heldOut, seeds.split(), maker, form, forms);
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
   * Generates the held-out puzzles now, and each training puzzle when it is first read: so many
   * puzzles cost nothing until they are needed. One that is equivalent to a held-out puzzle is
   * replaced by another.
   *
   * @param training puzzles to train on, at least 1; none if all are equivalent to held-out ones
   * @param heldOut puzzles to judge by, at least 1
   * @param maker makes one puzzle where it is asked for one
   * @param form equal for equivalent puzzles only
   */
  public static <P> HeldOutSplit<P> onDemand(
      int training, int heldOut, long seed, Maker<P> maker, Function<P, String> form) {
    requireSome("training", training);
    SplittableRandom seeds = new SplittableRandom(seed);
    Set<String> forms = new HashSet<>();
    List<P> apart = apart(heldOut, seeds.split(), maker, form, forms);
    List<P> others =
        OnDemand.of(
            training,
            seeds.nextLong(),
            one -> maker.make(1, one).get(0),
            puzzle -> !forms.contains(form.apply(puzzle)));
    return new HeldOutSplit<>(others, apart);
  }

  private static <P> List<P> apart(
      int heldOut,
      SplittableRandom seeds,
      Maker<P> maker,
      Function<P, String> form,
      Set<String> forms) {
    requireSome("heldOut", heldOut);
    List<P> apart = new ArrayList<>();
    // There may be fewer classes than asked for: an end to the search is needed.
    long tries = 20L * heldOut;
    int block = Math.min(BLOCK, heldOut);
    for (long done = 0; done < tries && apart.size() < heldOut; done += block) {
      for (P puzzle : maker.make(block, seeds.nextLong())) {
        if (apart.size() < heldOut && forms.add(form.apply(puzzle))) {
          apart.add(puzzle);
        }
      }
    }
    return apart;
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
   * SHA-256 over the held-out puzzles, the number of training puzzles and the first hundred of
   * these, hexadecimal: names the data that a model was made from. One seed makes all of them, so
   * that data with equal beginnings are equal.
   *
   * @param bytes all that makes up a puzzle
   */
  public String sha256(Function<P, byte[]> bytes) {
    MessageDigest digest = Sha256.digest();
    heldOut.forEach(puzzle -> digest.update(bytes.apply(puzzle)));
    digest.update(
        ByteBuffer.allocate(2 * Integer.BYTES)
            .putInt(heldOut.size())
            .putInt(training.size())
            .array());
    training.stream().limit(HASHED).forEach(puzzle -> digest.update(bytes.apply(puzzle)));
    return Sha256.soFar(digest);
  }
}
