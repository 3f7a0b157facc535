package dev.trm.model;

/**
 * An endless sequence of independent normal numbers of mean 0 from a seed, the same on every
 * machine: uniform numbers of SplitMix64 (Steele, Lea and Flood), converted by Marsaglia's polar
 * method with strict arithmetic.
 */
public final class NormalNoise {

  private final double sigma;
  private long state;
  private double spare = Double.NaN;

  /**
   * @param sigma their standard deviation
   */
  public NormalNoise(long seed, double sigma) {
    this.state = seed;
    this.sigma = sigma;
  }

  /** The next numbers. */
  public float[] next(int count) {
    float[] numbers = new float[count];
    fill(numbers, 0, count);
    return numbers;
  }

  /** Writes the next numbers into part of an array. */
  public void fill(float[] into, int from, int count) {
    for (int i = from; i < from + count; i++) {
      into[i] = (float) (sigma * standard());
    }
  }

  private double standard() {
    if (!Double.isNaN(spare)) {
      double kept = spare;
      spare = Double.NaN;
      return kept;
    }
    while (true) {
      double x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      double square = x * x + y * y;
      if (square < 1 && square != 0) {
        double scale = Math.sqrt(-2 * StrictMath.log(square) / square);
        spare = scale * y;
        return scale * x;
      }
    }
  }

  /** Uniform between 0 (inclusive) and 1 (exclusive). */
  private double uniform() {
    state += 0x9E3779B97F4A7C15L;
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
