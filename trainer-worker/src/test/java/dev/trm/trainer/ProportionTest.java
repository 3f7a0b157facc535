package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Bounds by hand from Wilson's formula with z² = 3.8415. */
class ProportionTest {
  @Test
  void intervalOfNoneIsNotEmpty() {
    Proportion none = Proportion.of(0, 10);

    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(0.27753, within(1e-5));
  }

  @Test
  void intervalOfHalfIsSymmetric() {
    Proportion half = Proportion.of(5, 10);

    assertThat(half.low()).isCloseTo(0.23659, within(1e-5));
    assertThat(half.high()).isCloseTo(0.76341, within(1e-5));
    assertThat(half.words()).isEqualTo("50.00 (23.66–76.34)");
  }
}
