package dev.trm.benchmarks.measure;

import java.util.Collection;

/** The median and range of a figure over several rounds. */
public record Spread(double median, double least, double most) {

  /**
   * @throws IllegalArgumentException if there are no figures
   */
  public static Spread of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("figures are none; a spread needs one");
    }
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
