package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trm.model.Compute;
import dev.trm.model.torch.TorchProfile.Operation;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchProductsTest {
  private static final Backend ONE = Backend.of(Compute.exact(1));

  @Test
  void withoutGradientTheyAreThoseOfTheNetworksRecursions() throws IOException {
    assumeThat(ONE.products()).isEqualTo(FreeProducts.ONEDNN);

    List<Operation> operations;
    try (TorchProducts products = TorchProducts.withoutGradient(ONE)) {
      operations = TorchProfile.of(() -> products.nanos(64));
    }

    assertThat(operations).extracting(Operation::name).contains("mkldnn::_linear_pointwise");
  }
}
