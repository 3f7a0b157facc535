package dev.trm.model;

/**
 * The configured device, precision and number of threads. {@link dev.trm.model.torch.Backend}
 * resolves {@code auto} on the machine.
 *
 * @param threads native threads of one operation on the CPU; results are bit-identical only for
 *     equal numbers of threads
 */
public record Compute(ComputeDevice device, Precision precision, int threads) {

  private static final int MOST_THREADS = 1024;

  public Compute {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads is " + threads + "; it must be 1 to " + MOST_THREADS);
    }
  }

  /**
   * @param device {@code auto}, {@code cpu} or {@code cuda:N}
   * @param precision {@code auto}, {@code float32} or {@code bfloat16}
   * @throws IllegalArgumentException naming the invalid value
   */
  public static Compute parse(String device, String precision, int threads) {
    return new Compute(ComputeDevice.parse(device), Precision.parse(precision), threads);
  }

  /** float32 on the CPU, which comparisons with reference runs use. */
  public static Compute exact(int threads) {
    return new Compute(new ComputeDevice.Cpu(), Precision.FLOAT32, threads);
  }

  public Compute with(Precision other) {
    return new Compute(device, other, threads);
  }
}
