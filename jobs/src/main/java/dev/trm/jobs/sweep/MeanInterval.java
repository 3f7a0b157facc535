package dev.trm.jobs.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mean over seeds and where the true one lies with 95 % confidence, by Student's t, if runs with
 * other seeds are spread normally.
 *
 * @param n how many values
 * @param low and high null for a single value, which says nothing of the spread
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MeanInterval(int n, double mean, @Nullable Double low, @Nullable Double high) {
  private static final double CONFIDENCE = 0.95;

  /**
   * @throws IllegalArgumentException if there are no values
   */
  public static MeanInterval of(List<Double> values) {
    int n = values.size();
    double mean =
        values.stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .orElseThrow(() -> new IllegalArgumentException("values is empty; it has no mean"));
    if (n == 1) {
      return new MeanInterval(n, mean, null, null);
    }
    double squares = values.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
    double half = t(n - 1) * Math.sqrt(squares / (n - 1) / n);
    return new MeanInterval(n, mean, mean - half, mean + half);
  }

  /**
   * As {@link #of}, of values that are shares: what lies below 0 or above 1 is cut off, since the
   * true mean cannot be there.
   *
   * @param shares each 0 to 1
   */
  public static MeanInterval ofShares(List<Double> shares) {
    MeanInterval interval = of(shares);
    return interval.low == null || interval.high == null
        ? interval
        : new MeanInterval(
            interval.n, interval.mean, Math.max(0, interval.low), Math.min(1, interval.high));
  }

  /** Which |t| is exceeded by chance in one of twenty cases. */
  static double t(int degrees) {
    double low = 0;
    double high = 1_000;
    while (high - low > 1e-10) {
      double middle = (low + high) / 2;
      if (within(middle, degrees) < CONFIDENCE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * The probability of a value between -t and t; Abramowitz and Stegun, 26.7.3 for odd and 26.7.4
   * for even degrees of freedom.
   */
  private static double within(double t, int degrees) {
    double theta = Math.atan(t / Math.sqrt(degrees));
    double cosine = Math.cos(theta);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = 0;
    for (int k = odd ? 1 : 0; k <= degrees - 2; k += 2) {
      sum += term;
      term *= cosine * cosine * (k + 1) / (k + 2);
    }
    return odd ? 2 / Math.PI * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
  }
}
