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
 * Generated training and held-out puzzles. No held-out puzzle is equivalent to another one or to a
 * training puzzle. Equal seeds give equal splits, whatever the number of processors.
 *
 * @param heldOut at most the requested number; fewer if there are not enough different puzzles
 */
public record HeldOutSplit<P>(List<P> training, List<P> heldOut) {

  /** The number of puzzles made from one seed, the unit of parallel work. */
  private static final int BLOCK = 500;

  /** The number of training puzzles that the hash covers. */
  private static final int HASHED = 100;

  public HeldOutSplit {
    training = kept(training);
    heldOut = List.copyOf(heldOut);
  }

  /** The list itself if it is generated on demand, else an unmodifiable copy. */
  public static <P> List<P> kept(List<P> puzzles) {
    return puzzles instanceof OnDemand ? puzzles : List.copyOf(puzzles);
  }

  /** A generator of puzzles. */
  @FunctionalInterface
  public interface Maker<P> {
    /** Up to {@code count} puzzles that the seed determines. */
    List<P> make(int count, long seed);
  }

  /**
   * Generates puzzles on all processors.
   *
   * @param training number of training puzzles, at least 1; those equivalent to a held-out puzzle
   *     are removed
   * @param heldOut number of held-out puzzles, at least 1
   * @param form a canonical form, equal exactly for equivalent puzzles
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
   * Generates the held-out puzzles at once, and each training puzzle when it is first read, so that
   * unread puzzles cost nothing. A training puzzle that is equivalent to a held-out one is
   * replaced.
   *
   * @param training number of training puzzles, at least 1; the list is empty if all are equivalent
   *     to held-out puzzles
   * @param heldOut number of held-out puzzles, at least 1
   * @param maker makes one puzzle when asked for one
   * @param form a canonical form, equal exactly for equivalent puzzles
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
    // There may be fewer classes than requested, so the number of tries is bounded.
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
   * Rejects a count below 1.
   *
   * @throws IllegalArgumentException naming field and value
   */
  public static void requireSome(String field, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(field + " is " + count + "; it must be at least 1");
    }
  }

  /**
   * SHA-256, in hexadecimal, over the held-out puzzles, the number of training puzzles and the
   * first hundred of these: identifies a model's data. One seed generates all puzzles, so data that
   * agree in these agree in all.
   *
   * @param bytes the complete content of a puzzle
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
