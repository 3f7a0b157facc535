package dev.trm.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMiddleAndTheEnds() {
    assertThat(Spread.of(List.of(5.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 5));
    assertThat(Spread.of(List.of(5.0, 1.0, 4.0, 2.0))).isEqualTo(new Spread(3, 1, 5));
  }

  @Test
  void nothingHasNoSpread() {
    assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("figures are none");
  }
}
