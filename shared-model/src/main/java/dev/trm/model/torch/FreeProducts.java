package dev.trm.model.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the recursions without gradient are made of: a source of functions that stands before the
 * network's.
 */
enum FreeProducts {
  /** Operations that every device has. */
  PLAIN("free_plain.torchscript"),

  /** oneDNN's, with all that follows a product done in it. */
  ONEDNN("free_onednn.torchscript");

  private static final Logger LOG = LoggerFactory.getLogger(FreeProducts.class);

  /** In float32, calling oneDNN costs a narrower network more than it brings. */
  private static final int WIDE = 256;

  private static final Map<Precision, FreeProducts> ON_CPU = new ConcurrentHashMap<>();

  private final String file;

  FreeProducts(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  /**
   * The faster ones of those that device, library and processor have. The number of rows has no
   * say: a row's numbers are the same in every batch.
   */
  static FreeProducts of(TrmConfig config, Backend backend) {
    boolean narrow = backend.precision() == Precision.FLOAT32 && config.hidden() < WIDE;
    return narrow ? PLAIN : ofWide(backend);
  }

  /** Those of a network of at least {@link #WIDE}. */
  static FreeProducts ofWide(Backend backend) {
    return backend.device().isGpu()
        ? PLAIN
        : ON_CPU.computeIfAbsent(backend.precision(), FreeProducts::onCpu);
  }

  /** Not all libraries are built with oneDNN, and it has bfloat16 on some processors only. */
  private static FreeProducts onCpu(Precision precision) {
    try {
      ONEDNN.tryOut(precision);
      return ONEDNN;
    } catch (EngineException e) {
      LOG.info("no oneDNN for {} here, plain products are used: {}", precision, e.getMessage());
      return PLAIN;
    }
  }

  private void tryOut(Precision precision) {
    Backend one = new Backend(Device.cpu(), precision, 1);
    try (TorchScript script = new TorchScript(TorchProducts.ANY, one, this);
        NDManager scope = script.manager().newSubManager()) {
      NDArray x = script.gate().enter(false, () -> scope.ones(new Shape(2, 2)));
      if (precision == Precision.BFLOAT16) {
        x = script.call(scope, false, "narrowed", x).singletonOrThrow();
      }
      script.call(scope, false, "tried", x);
    }
  }
}
