package dev.trm.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected values are worked out by hand. */
class DistributionTest {
  @Test
  void quantilesAreValuesByNearestRank() {
    double[] downwards = IntStream.rangeClosed(1, 200).mapToDouble(i -> 201 - i).toArray();

    assertThat(Distribution.of(downwards)).isEqualTo(new Distribution(200, 100, 190, 198, 200));
    assertThat(Distribution.of(3, 1, 2)).isEqualTo(new Distribution(3, 2, 3, 3, 3));
    assertThat(Distribution.of(4)).isEqualTo(new Distribution(1, 4, 4, 4, 4));
  }

  @Test
  void theValuesStayAsTheyAre() {
    double[] values = {3, 1, 2};

    Distribution.of(values);

    assertThat(values).containsExactly(3, 1, 2);
  }

  @Test
  void nothingHasNoDistribution() {
    assertThatThrownBy(Distribution::of).hasMessageContaining("values are none");
  }
}
