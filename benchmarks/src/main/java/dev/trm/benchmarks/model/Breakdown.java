package dev.trm.benchmarks.model;

import dev.trm.model.torch.TorchProfile;
import dev.trm.model.torch.TorchProfile.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A breakdown of one call's time.
 *
 * @param products milliseconds in matrix products
 * @param passes milliseconds in all other operations, which are memory-bound
 * @param rest milliseconds outside of operations
 * @param longest the operations with the longest self time
 */
record Breakdown(double products, double passes, double rest, List<Part> longest) {
  private static final int MOST_PARTS = 12;

  private static final Set<String> PRODUCTS =
      Set.of(
          "aten::mm",
          "aten::addmm",
          "aten::addmm_",
          "aten::bmm",
          "aten::baddbmm",
          "aten::baddbmm_",
          "aten::matmul",
          "aten::linear",
          "aten::mkldnn_linear",
          "aten::_scaled_dot_product_flash_attention_for_cpu",
          "aten::_scaled_dot_product_flash_attention_for_cpu_backward",
          "mkl::_mkl_linear",
          "mkldnn::_linear_pointwise");

  /**
   * An operation.
   *
   * @param millis summed over all its calls
   */
  record Part(String operation, long calls, double millis) {}

  Breakdown {
    longest = List.copyOf(longest);
  }

  /** Measures one more call. */
  static Breakdown of(JavaSide side, Call call) throws IOException {
    double[] seconds = new double[1];
    List<Operation> operations = TorchProfile.of(() -> seconds[0] = side.seconds(call));
    return of(operations, seconds[0]);
  }

  static Breakdown of(List<Operation> operations, double seconds) {
    double products =
        operations.stream()
            .filter(each -> PRODUCTS.contains(each.name()))
            .mapToDouble(Operation::micros)
            .sum();
    double all = operations.stream().mapToDouble(Operation::micros).sum();
    return new Breakdown(
        products / 1e3,
        (all - products) / 1e3,
        seconds * 1e3 - all / 1e3,
        operations.stream()
            .limit(MOST_PARTS)
            .map(each -> new Part(each.name(), each.calls(), each.micros() / 1e3))
            .toList());
  }
}
