package dev.trm.model.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * The only entry to native code. Its settings are thread-local in libtorch, so every entry applies
 * them. The graph executor's optimiser is off: its first calls run a different graph, and a resumed
 * training would not be bit-identical.
 */
final class TorchGate {

  static {
    // The native libraries are artifacts of the build; DJL must not download any at run time.
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

  /** Loads the native library. */
  static void load() {
    Engine.getEngine("PyTorch");
  }

  /** The number of CUDA devices that the loaded PyTorch library can use. */
  static int cudaDevices() {
    Engine engine = Engine.getEngine("PyTorch");
    return engine.hasCapability(StandardCapabilities.CUDA) ? engine.getGpuCount() : 0;
  }

  /**
   * Runs work that calls native code.
   *
   * @param gradients whether to record operations for a backward pass
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
