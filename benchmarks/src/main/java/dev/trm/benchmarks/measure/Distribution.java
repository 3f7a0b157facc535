package dev.trm.benchmarks.measure;

import java.util.Arrays;

/**
 * A summary of measured values; each percentile is a measured value, by nearest rank.
 *
 * @param n number of values
 */
public record Distribution(int n, double median, double p95, double p99, double max) {

  /**
   * @throws IllegalArgumentException if there are no values
   */
  public static Distribution of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values are none; a distribution needs one");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Distribution(
        sorted.length,
        quantile(sorted, 50),
        quantile(sorted, 95),
        quantile(sorted, 99),
        sorted[sorted.length - 1]);
  }

  /** The smallest value that at least that percentage of the values does not exceed. */
  private static double quantile(double[] sorted, int percent) {
    long rank = ((long) sorted.length * percent + 99) / 100;
    return sorted[(int) rank - 1];
  }
}
