package dev.trm.model.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * The one way into native code. The settings it makes belong to a thread in libtorch, so they are
 * made at every entry: the graph executor's optimiser is off, because its first calls run another
 * graph and resumed training would not be exact to the bit.
 */
final class TorchGate {

  static {
    // The natives are artifacts of the build; nothing is ever fetched at run time.
    System.setProperty("ai.djl.offline", "true");
  }

  private final int threads;

  /**
   * @param threads native threads of one operation
   */
  TorchGate(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
    }
    this.threads = threads;
    load();
  }

  /** Has the native library loaded. */
  static void load() {
    Engine.getEngine("PyTorch");
  }

  /** How many CUDA devices the PyTorch library in use can compute on. */
  static int cudaDevices() {
    Engine engine = Engine.getEngine("PyTorch");
    return engine.hasCapability(StandardCapabilities.CUDA) ? engine.getGpuCount() : 0;
  }

  /**
   * Runs work that calls native code.
   *
   * @param gradients whether operations record what a gradient needs
   */
  <T> T enter(boolean gradients, Supplier<T> work) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(gradients);
    JniUtils.setGraphExecutorOptimize(false);
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
