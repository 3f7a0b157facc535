package dev.trm.benchmarks.model;

import dev.trm.model.Compute;
import dev.trm.model.Precision;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.TorchProducts;
import java.util.List;

/**
 * The throughput of matrix products on this machine in one precision, by the faster of the
 * libraries that the network uses; on some processors one library uses instructions that the other
 * does not.
 */
final class Peak implements AutoCloseable {
  private static final int SMALLEST = 512;
  private static final int LARGEST = 4096;
  private static final int REPEATS = 3;

  /** The minimum time for which a square product is large enough. */
  private static final long ENOUGH_NANOS = 40_000_000;

  private final TorchProducts plain;
  private final TorchProducts withoutGradient;
  private final int size;

  Peak(Precision precision, int threads) {
    Backend backend = Backend.of(Compute.exact(threads).with(precision));
    plain = new TorchProducts(backend);
    withoutGradient = TorchProducts.withoutGradient(backend);
    int found = SMALLEST;
    while (found < LARGEST && best(found, found, found) < ENOUGH_NANOS) {
      found *= 2;
    }
    size = found;
  }

  /** The number of rows of the squares. */
  int size() {
    return size;
  }

  /** Measures large square products, in operations per second. */
  double flopsPerSecond() {
    return new Product(size, size, size, 1).flops() * 1e9 / best(size, size, size);
  }

  /** Measures the total time of products at their own shapes, in seconds. */
  double seconds(List<Product> all) {
    return all.stream()
        .mapToDouble(each -> each.times() * best(each.rows(), each.in(), each.out()) / 1e9)
        .sum();
  }

  /** Measures one product in milliseconds: plain, and as no-grad passes compute it. */
  double[] millis(int rows, int in, int out) {
    long[] best = {Long.MAX_VALUE, Long.MAX_VALUE};
    for (int i = 0; i < REPEATS; i++) {
      best[0] = Math.min(best[0], plain.nanos(rows, in, out));
      best[1] = Math.min(best[1], withoutGradient.nanos(rows, in, out));
    }
    return new double[] {best[0] / 1e6, best[1] / 1e6};
  }

  private long best(int rows, int in, int out) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      best = Math.min(best, plain.nanos(rows, in, out));
      best = Math.min(best, withoutGradient.nanos(rows, in, out));
    }
    return best;
  }

  @Override
  public void close() {
    plain.close();
    withoutGradient.close();
  }
}
