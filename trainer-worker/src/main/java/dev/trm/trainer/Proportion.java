package dev.trm.trainer;

import java.util.Locale;

/**
 * How many of several, with the interval that the true share lies in with 95 % probability
 * (Wilson's, which holds for shares near 0 and 1 as well).
 *
 * @param of at least 1
 * @param share 0 to 1
 */
record Proportion(int count, int of, double share, double low, double high) {
  /** Of the normal distribution, for 95 %. */
  private static final double Z = 1.959963984540054;

  static Proportion of(long count, int of) {
    double share = (double) count / of;
    double centre = share + Z * Z / (2 * of);
    double spread = Z * Math.sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of));
    double scale = 1 + Z * Z / of;
    return new Proportion(
        (int) count,
        of,
        share,
        Math.max(0, (centre - spread) / scale),
        Math.min(1, (centre + spread) / scale));
  }

  /** As per cent: {@code 97.20 (96.0–98.1)}. */
  String words() {
    return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", 100 * share, 100 * low, 100 * high);
  }
}
