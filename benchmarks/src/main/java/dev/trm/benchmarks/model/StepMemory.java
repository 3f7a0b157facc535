package dev.trm.benchmarks.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Estimates the memory that a training step needs for its gradients. */
final class StepMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  /** The ratio of the memory that a layer holds to that of its products' inputs and outputs. */
  private static final double HELD = 1.5;

  private StepMemory() {}

  /** Estimated bytes. */
  static double needed(Case one) {
    List<Product> products = Product.of(one.config(), one.batch(), Call.CYCLE);
    double numbers =
        products.stream()
            .mapToDouble(p -> (double) p.rows() * (p.in() + p.out()) * p.times())
            .sum();
    return HELD * 4 * numbers / one.config().recursions();
  }

  /** Available memory in bytes; {@link Double#MAX_VALUE} if the system does not report it. */
  static double available() throws IOException {
    if (!Files.isReadable(MEMINFO)) {
      return Double.MAX_VALUE;
    }
    return Files.readAllLines(MEMINFO).stream()
        .filter(line -> line.startsWith(AVAILABLE))
        .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(Double.MAX_VALUE);
  }
}
