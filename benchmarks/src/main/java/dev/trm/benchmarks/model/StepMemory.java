package dev.trm.benchmarks.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory a training step holds until its gradients are made. */
final class StepMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  /** A layer holds so many times what goes into its products and comes out of them. */
  private static final double HELD = 1.5;

  private StepMemory() {}

  /** Bytes, about. */
  static double needed(Case one) {
    List<Product> products = Product.of(one.config(), one.batch(), Call.CYCLE);
    double numbers =
        products.stream()
            .mapToDouble(p -> (double) p.rows() * (p.in() + p.out()) * p.times())
            .sum();
    return HELD * 4 * numbers / one.config().recursions();
  }

  /** Bytes that the system could give; as many as there are numbers where it does not say. */
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
