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
 * A set of kernels for no-grad passes, matrix products and norm: TorchScript functions that precede
 * the network's source. {@link KernelProof} decides which of them a network uses.
 *
 * @param name as results and checkpoints report it
 * @param file a resource in this package
 */
public record FreeProducts(String name, String file) {

  /** Plain operations, which every device supports. */
  public static final FreeProducts PLAIN = new FreeProducts("plain", "free_plain.torchscript");

  /** Kernels of oneDNN, each fused with the operation that follows it. */
  public static final FreeProducts ONEDNN = new FreeProducts("oneDNN", "free_onednn.torchscript");

  private static final Logger LOG = LoggerFactory.getLogger(FreeProducts.class);

  /**
   * The smallest hidden width for which oneDNN pays in float32: for narrower networks its call
   * overhead exceeds its gain.
   */
  private static final int WIDE = 256;

  private static final Map<Precision, FreeProducts> ON_CPU = new ConcurrentHashMap<>();

  /** The fastest kernels that device, library and processor support in a precision. */
  static FreeProducts of(Device device, Precision precision) {
    return device.isGpu() ? PLAIN : ON_CPU.computeIfAbsent(precision, FreeProducts::onCpu);
  }

  /**
   * The kernels of a backend that suit a network. They do not depend on the number of rows, so a
   * row's numbers are the same in every batch.
   */
  static FreeProducts of(TrmConfig config, Backend backend) {
    boolean narrow = backend.precision() == Precision.FLOAT32 && config.hidden() < WIDE;
    return narrow ? PLAIN : backend.products();
  }

  /**
   * Some builds of the library lack oneDNN, and oneDNN supports bfloat16 only on some processors.
   */
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
    Backend one = new Backend(Device.cpu(), precision, 1, this);
    try (TorchScript script = new TorchScript(TorchProducts.ANY, one, Kernels.unproved(this));
        NDManager scope = script.manager().newSubManager()) {
      NDArray x = script.gate().enter(false, () -> scope.ones(new Shape(2, 2)));
      if (precision == Precision.BFLOAT16) {
        x = script.call(scope, false, "narrowed", x).singletonOrThrow();
      }
      script.call(scope, false, "tried", x);
    }
  }
}
