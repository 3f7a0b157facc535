package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.model.Precision;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Times are simulated: {@code size³} operations at a rate in operations per nanosecond. */
class MeasuredPrecisionTest {

  private final TreeSet<Integer> sizes = new TreeSet<>();

  private Precision decide(double overhead, double single, double half) {
    return MeasuredPrecision.decide(
        (precision, size) -> {
          sizes.add(size);
          double rate = precision == Precision.FLOAT32 ? single : half;
          return (long) (overhead + Math.pow(size, 3) / rate);
        });
  }

  @Test
  void bfloat16IsTakenWhereItIsFaster() {
    assertThat(decide(0, 50, 100)).isEqualTo(Precision.BFLOAT16);
  }

  @Test
  void aLittleFasterIsNotWorthTheRounding() {
    assertThat(decide(0, 50, 52)).isEqualTo(Precision.FLOAT32);
  }

  @Test
  void hopelessBfloat16IsNotMeasuredFurther() {
    assertThat(decide(0, 50, 0.15)).isEqualTo(Precision.FLOAT32);
    assertThat(sizes).containsExactly(128);
  }

  @Test
  void productsGrowUntilOverheadDoesNotHideTheDifference() {
    // As on an accelerator: 20 µs launch overhead, then 25 and 300 operations per picosecond.
    assertThat(decide(20_000, 25_000, 300_000)).isEqualTo(Precision.BFLOAT16);
    assertThat(sizes.last()).isEqualTo(4096);
  }
}
