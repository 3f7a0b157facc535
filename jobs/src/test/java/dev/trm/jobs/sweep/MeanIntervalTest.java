package dev.trm.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanIntervalTest {
  /** Of the usual printed table, two-sided 5 %. */
  @ParameterizedTest
  @CsvSource({
    "1, 12.706",
    "2, 4.303",
    "3, 3.182",
    "4, 2.776",
    "5, 2.571",
    "29, 2.045",
    "60, 2.000"
  })
  void quantilesAreThoseOfTheTable(int degrees, double t) {
    assertThat(MeanInterval.t(degrees)).isCloseTo(t, within(0.0005));
  }

  @Test
  void intervalOfThreeValuesIsThatWorkedByHand() {
    // Mean 2, standard deviation 1, so 4.3027 / sqrt(3) on either side.
    MeanInterval interval = MeanInterval.of(List.of(1.0, 2.0, 3.0));

    assertThat(interval.n()).isEqualTo(3);
    assertThat(interval.mean()).isEqualTo(2);
    assertThat(Objects.requireNonNull(interval.low())).isCloseTo(-0.4841, within(1e-4));
    assertThat(Objects.requireNonNull(interval.high())).isCloseTo(4.4841, within(1e-4));
    assertThat(MeanInterval.of(List.of(0.5))).isEqualTo(new MeanInterval(1, 0.5, null, null));
  }

  @Test
  void intervalOfSharesStaysBetweenNoneAndAll() {
    assertThat(MeanInterval.ofShares(List.of(0.5, 0.75)))
        .isEqualTo(new MeanInterval(2, 0.625, 0.0, 1.0));
    MeanInterval narrow = MeanInterval.ofShares(List.of(0.5, 0.5));
    assertThat(narrow).isEqualTo(new MeanInterval(2, 0.5, 0.5, 0.5));
    assertThat(MeanInterval.ofShares(List.of(0.5))).isEqualTo(new MeanInterval(1, 0.5, null, null));
  }
}
