package dev.trm.model.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;

/**
 * Times matrix products on a device, to measure the machine without a network. For one thread at a
 * time.
 */
public final class TorchProducts implements AutoCloseable {

  /** The script needs a configuration, but products do not use it. */
  static final TrmConfig ANY =
      new TrmConfig(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, Mixer.MLP, Positions.NONE, 1, 1);

  private final Precision precision;
  private final TorchScript script;

  /**
   * Products by the plain operation.
   *
   * @param backend whose device, threads and precision are used
   */
  public TorchProducts(Backend backend) {
    this(backend, FreeProducts.PLAIN);
  }

  private TorchProducts(Backend backend, FreeProducts free) {
    precision = backend.precision();
    script = new TorchScript(ANY, backend, Kernels.unproved(free));
  }

  /**
   * Products by the kernels that no-grad passes of wide networks use after they pass their test;
   * they may come from another library.
   *
   * @param backend whose device, threads and precision are used
   */
  public static TorchProducts withoutGradient(Backend backend) {
    return new TorchProducts(backend, backend.products());
  }

  /** Like {@link #nanos(int, int, int)}, for two square matrices. */
  public long nanos(int size) {
    return nanos(size, size, size);
  }

  /**
   * The time of x·yᵀ in nanoseconds, until its result can be read.
   *
   * @param rows of x (rows, in)
   * @param out rows of y (out, in)
   */
  public long nanos(int rows, int in, int out) {
    try (NDManager scope = script.manager().newSubManager()) {
      NDArray x = ones(scope, rows, in);
      NDArray y = script.call(scope, false, "packed", ones(scope, out, in)).singletonOrThrow();
      NDArray one = script.gate().enter(false, () -> x.get("0:1"));
      one.attach(scope);
      corner(scope, one, y); // CUDA is asynchronous; wait until the factors are there
      long start = System.nanoTime();
      corner(scope, x, y);
      return System.nanoTime() - start;
    }
  }

  private NDArray ones(NDManager scope, int rows, int columns) {
    NDArray ones = script.gate().enter(false, () -> scope.ones(new Shape(rows, columns)));
    return precision == Precision.BFLOAT16
        ? script.call(scope, false, "narrowed", ones).singletonOrThrow()
        : ones;
  }

  /** Multiplies, and reads one number of the product to wait for it. */
  private void corner(NDManager scope, NDArray x, NDArray y) {
    NDArray corner = script.call(scope, false, "product", x, y).singletonOrThrow();
    script.gate().enter(false, () -> corner.getFloat());
  }

  @Override
  public void close() {
    script.close();
  }
}
