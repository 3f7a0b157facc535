package dev.trm.model.torch;

import ai.djl.Device;
import dev.trm.model.Precision;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the faster precision by timing matrix products. A processor's feature list is not enough:
 * some processors list bfloat16 instructions and are a hundred times slower with them than in
 * float32.
 */
final class MeasuredPrecision {

  private static final Logger LOG = LoggerFactory.getLogger(MeasuredPrecision.class);

  private static final int SMALLEST = 128;
  private static final int LARGEST = 8192;
  private static final int REPEATS = 3;

  /** The minimum time of a meaningful measurement; below it, overhead dominates. */
  private static final long TELLING_NANOS = 2_000_000;

  /** The ratio to float32's time that bfloat16 must reach to justify its rounding. */
  private static final double WORTHWHILE = 0.9;

  /**
   * The ratio at which the measurement ends: no larger product would make bfloat16 the faster one,
   * and each would take long.
   */
  private static final double HOPELESS = 4;

  private static final Map<Place, Precision> FOUND = new ConcurrentHashMap<>();

  private record Place(Device device, int threads) {}

  /** Times one product of two square matrices. */
  interface Stopwatch {
    long nanos(Precision precision, int size);
  }

  private MeasuredPrecision() {}

  static Precision of(Device device, int threads) {
    return FOUND.computeIfAbsent(new Place(device, threads), MeasuredPrecision::measure);
  }

  private static Precision measure(Place place) {
    try (TorchProducts single = products(place, Precision.FLOAT32);
        TorchProducts half = products(place, Precision.BFLOAT16)) {
      return decide(
          (precision, size) -> (precision == Precision.FLOAT32 ? single : half).nanos(size));
    }
  }

  private static TorchProducts products(Place place, Precision precision) {
    return new TorchProducts(
        new Backend(place.device(), precision, place.threads(), FreeProducts.PLAIN));
  }

  /**
   * Times larger and larger products until float32 takes long enough for a meaningful measurement.
   */
  static Precision decide(Stopwatch stopwatch) {
    for (int size = SMALLEST; ; size *= 2) {
      long single = best(stopwatch, Precision.FLOAT32, size);
      long half = best(stopwatch, Precision.BFLOAT16, size);
      boolean telling = single >= TELLING_NANOS || size >= LARGEST || half > HOPELESS * single;
      if (telling) {
        Precision faster = half < WORTHWHILE * single ? Precision.BFLOAT16 : Precision.FLOAT32;
        LOG.info(
            "precision auto is {}: a product of size {} took {} µs in float32, {} µs in bfloat16",
            faster,
            size,
            single / 1000,
            half / 1000);
        return faster;
      }
    }
  }

  /** The best of several times. The first product is not timed: it loads code and fills caches. */
  private static long best(Stopwatch stopwatch, Precision precision, int size) {
    stopwatch.nanos(precision, size);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      best = Math.min(best, stopwatch.nanos(precision, size));
    }
    return best;
  }
}
