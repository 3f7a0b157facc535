package dev.trm.model.torch;

import ai.djl.Device;
import dev.trm.model.Precision;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the faster precision by timing matrix products. A processor's name does not tell: some list
 * bfloat16 among their instructions and take a hundred times as long with it as with float32.
 */
final class MeasuredPrecision {

  private static final Logger LOG = LoggerFactory.getLogger(MeasuredPrecision.class);

  private static final int SMALLEST = 128;
  private static final int LARGEST = 8192;
  private static final int REPEATS = 3;

  /** Products below this are all overhead. */
  private static final long TELLING_NANOS = 2_000_000;

  /** bfloat16 has to be this much faster to be worth its rounding. */
  private static final double WORTHWHILE = 0.9;

  /** So much slower that larger products won't turn it; each of them would take long. */
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

  /** Takes larger products until float32's time tells something. */
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

  /** The first product is left out: it loads code and fills caches. */
  private static long best(Stopwatch stopwatch, Precision precision, int size) {
    stopwatch.nanos(precision, size);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      best = Math.min(best, stopwatch.nanos(precision, size));
    }
    return best;
  }
}
