package dev.trm.trainer;

import java.util.Locale;

/**
 * A proportion with its 95 % confidence interval (Wilson's, which is also valid for shares near 0
 * and 1).
 *
 * @param of at least 1
 * @param share 0 to 1
 */
record Proportion(int count, int of, double share, double low, double high) {
  /** The two-sided 95 % quantile of the normal distribution. */
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

  /** The percentage for people: {@code 97.20 (96.0–98.1)}. */
  String words() {
    return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", 100 * share, 100 * low, 100 * high);
  }
}
