package dev.trm.model.train;

/** SplitMix64 of Steele, Lea and Flood: its state is one long, which can be saved and restored. */
final class SplitMix {

  private long state;

  SplitMix(long state) {
    this.state = state;
  }

  long state() {
    return state;
  }

  long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform between 0 (inclusive) and 1 (exclusive). */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  int between(int least, int most) {
    return least + (int) (nextDouble() * (most - least + 1));
  }

  /** A normal number by Box and Muller, redrawn until it is within ±2. */
  double truncatedNormal() {
    while (true) {
      double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
      double draw = radius * Math.cos(2 * Math.PI * nextDouble());
      if (Math.abs(draw) <= 2) {
        return draw;
      }
    }
  }
}
