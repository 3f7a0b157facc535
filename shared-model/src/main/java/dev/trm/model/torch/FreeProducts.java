package dev.trm.model.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Precision;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which products the recursions without gradient are made of: a source that stands before the network's. */
enum FreeProducts {
  /** Of operations that every device has. */
  PLAIN("free_plain.torchscript"),

  /** Of oneDNN, with all that follows a product done in it. */
  ONEDNN("free_onednn.torchscript");

  private static final Logger LOG = LoggerFactory.getLogger(FreeProducts.class);
  private static final Map<Precision, FreeProducts> ON_CPU = new ConcurrentHashMap<>();

  private final String file;

  FreeProducts(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  /** The faster ones of those that device, library and processor have. */
  static FreeProducts of(Backend backend) {
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
    Backend one = new Backend(ai.djl.Device.cpu(), precision, 1);
    try (TorchScript script = new TorchScript(TorchProducts.ANY, one, this);
        NDManager scope = script.manager().newSubManager()) {
      NDArray ones = script.gate().enter(false, () -> scope.ones(new Shape(2, 2)));
      NDArray typed =
          precision == Precision.BFLOAT16
              ? script.call(scope, false, "narrowed", ones).singletonOrThrow()
              : ones;
      script.call(scope, false, "tried", typed);
    }
  }
}
