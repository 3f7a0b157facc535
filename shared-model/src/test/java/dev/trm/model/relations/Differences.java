package dev.trm.model.relations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** The largest difference of numbers, relative to the largest expected number. */
final class Differences {

  private Differences() {}

  static double of(double[] made, double[] right) {
    assertThat(made).hasSameSizeAs(right);
    double largest = Arrays.stream(right).map(Math::abs).max().orElseThrow();
    double difference = 0;
    for (int i = 0; i < made.length; i++) {
      difference = Math.max(difference, Math.abs(made[i] - right[i]));
    }
    return difference / largest;
  }

  static void within(double[] made, double[] right, double most) {
    assertThat(of(made, right)).isLessThan(most);
  }
}
