package dev.trm.benchmarks.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers by hand, for a network of 1 layer with a recursion of 2 + 1 passes, twice. */
class ProductTest {
  private static final int BATCH = 3;

  private static TrmConfig config(Mixer mixer) {
    // 4 + 1 positions, hidden 8; both SwiGLU widths are 8, because they are rounded up to 8.
    return new TrmConfig(6, 4, 8, 2, 1, 1, 8, 2, 2, 4, 1, 8, 1, mixer, Positions.NONE, 1e4, 1e-5);
  }

  @Test
  void aCycleNeedsThoseOfEveryPass() {
    assertThat(Product.of(config(Mixer.MLP), BATCH, Call.CYCLE))
        .containsExactly(
            new Product(24, 5, 16, 6),
            new Product(24, 8, 5, 6),
            new Product(15, 8, 16, 6),
            new Product(15, 8, 8, 6));
    assertThat(Product.of(config(Mixer.ATTENTION), BATCH, Call.CYCLE))
        .startsWith(new Product(15, 8, 24, 6), new Product(15, 8, 8, 6));
  }

  @Test
  void aStepNeedsTwiceMoreForTheLastRecursion() {
    List<Product> products = Product.of(config(Mixer.MLP), BATCH, Call.STEP);

    assertThat(products)
        .startsWith(
            new Product(24, 5, 16, 6), new Product(24, 16, 5, 3), new Product(16, 24, 5, 3));
    assertThat(products.stream().mapToDouble(Product::flops).sum())
        .isEqualTo(
            2
                * Product.of(config(Mixer.MLP), BATCH, Call.CYCLE).stream()
                    .mapToDouble(Product::flops)
                    .sum());
  }

  @Test
  void aMultiplicationAndAnAdditionCountAsTwo() {
    assertThat(new Product(2, 3, 5, 7).flops()).isEqualTo(2 * 2 * 3 * 5 * 7);
  }
}
