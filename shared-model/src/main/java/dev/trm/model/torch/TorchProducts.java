package dev.trm.model.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;

/** Matrix products on a device, to be timed. */
final class TorchProducts implements AutoCloseable {

  /** The script wants a configuration; a product uses nothing of it. */
  private static final TrmConfig ANY =
      new TrmConfig(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, Mixer.MLP, Positions.NONE, 1, 1);

  private final TorchScript script;

  TorchProducts(Device device, int threads) {
    script = new TorchScript(ANY, device, threads);
  }

  /** The time of a product of two square matrices, until its result can be read. */
  long nanos(Precision precision, int size) {
    try (NDManager scope = script.manager().newSubManager()) {
      NDArray ones = script.gate().enter(false, () -> scope.ones(new Shape(size, size)));
      NDArray factor =
          precision == Precision.BFLOAT16
              ? script.call(scope, false, "narrowed", ones).singletonOrThrow()
              : ones;
      corner(scope, factor, 1); // CUDA works behind; wait until the factor is there
      long start = System.nanoTime();
      corner(scope, factor, size);
      return System.nanoTime() - start;
    }
  }

  /** Multiplies that many rows, and reads one number of the product. */
  private void corner(NDManager scope, NDArray factor, int rows) {
    NDArray left = script.gate().enter(false, () -> factor.get("0:" + rows));
    left.attach(scope);
    NDArray corner = script.call(scope, false, "product", left, factor).singletonOrThrow();
    script.gate().enter(false, () -> corner.getFloat());
  }

  @Override
  public void close() {
    script.close();
  }
}
