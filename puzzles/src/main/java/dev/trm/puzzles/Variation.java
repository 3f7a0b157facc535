package dev.trm.puzzles;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A symmetry of a puzzle: it moves cells and renames symbols, and the result is an equivalent
 * puzzle of the same shape with the same {@link Relations}. A model that fails on the puzzle itself
 * may solve the variant; {@link #undo(int[])} maps the variant's answer back to the puzzle.
 */
public final class Variation {

  private final int[] sources; // for each cell of the variant, its cell in the puzzle
  private final int[] renamed; // the variant's token for each token of the puzzle
  private final int[] original; // the puzzle's token for each token of the variant
  private final String description;

  private Variation(int[] sources, int[] renamed, String description) {
    this.sources = sources.clone();
    this.renamed = renamed.clone();
    this.original = inverse("renamed", renamed);
    this.description = description;
  }

  /**
   * Creates a symmetry.
   *
   * @param sources for each cell of the variant, its cell in the puzzle, (sequenceLength)
   * @param renamed the variant's token for each token of the puzzle, (vocabulary); the padding
   *     stays
   * @param description for people
   * @throws IllegalArgumentException if one of the two is not a permutation
   */
  public static Variation of(int[] sources, int[] renamed, String description) {
    inverse("sources", sources);
    if (renamed.length == 0 || renamed[Example.PAD] != Example.PAD) {
      throw new IllegalArgumentException("renamed has another token for the padding");
    }
    return new Variation(sources, renamed, description);
  }

  private static int[] inverse(String name, int[] permutation) {
    int[] inverse = new int[permutation.length];
    Arrays.fill(inverse, -1);
    for (int i = 0; i < permutation.length; i++) {
      int to = permutation[i];
      if (to < 0 || to >= inverse.length || inverse[to] >= 0) {
        throw new IllegalArgumentException(
            name + " has " + to + " at " + i + "; it must be a permutation");
      }
      inverse[to] = i;
    }
    return inverse;
  }

  /** The random source of one search attempt; equal arguments give equal numbers. */
  public static SplittableRandom random(long seed, int attempt) {
    long golden = 0x9E3779B97F4A7C15L;
    return new SplittableRandom(new SplittableRandom(seed + golden * attempt).nextLong());
  }

  /**
   * Converts the puzzle, or an answer to it, to the variant.
   *
   * @param tokens of the puzzle, (sequenceLength)
   */
  public int[] apply(int[] tokens) {
    requireLength("tokens", tokens.length);
    int[] variant = new int[tokens.length];
    for (int cell = 0; cell < variant.length; cell++) {
      variant[cell] = renamed[tokens[sources[cell]]];
    }
    return variant;
  }

  /**
   * Converts an answer to the variant back to an answer to the puzzle.
   *
   * @param tokens of the variant, (sequenceLength)
   */
  public int[] undo(int[] tokens) {
    requireLength("tokens", tokens.length);
    int[] answer = new int[tokens.length];
    for (int cell = 0; cell < answer.length; cell++) {
      answer[sources[cell]] = original[tokens[cell]];
    }
    return answer;
  }

  /**
   * Reorders one value for each cell of the variant to the puzzle's cells.
   *
   * @param values (sequenceLength)
   */
  public float[] undo(float[] values) {
    requireLength("values", values.length);
    float[] answer = new float[values.length];
    for (int cell = 0; cell < answer.length; cell++) {
      answer[sources[cell]] = values[cell];
    }
    return answer;
  }

  private void requireLength(String name, int length) {
    if (length != sources.length) {
      throw new IllegalArgumentException(
          name + " has " + length + " entries; expected " + sources.length);
    }
  }

  /** The puzzle's cell of a cell of the variant. */
  public int source(int cell) {
    return sources[cell];
  }

  /** A description for people: {@code digits 4 1 2 3, rows 2 1 3 4, transposed}. */
  public String description() {
    return description;
  }

  @Override
  public String toString() {
    return description;
  }
}
