package dev.trm.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTest {
  private final Pauses pauses =
      new Pauses(Duration.ofMillis(250), Duration.ofSeconds(3), new Random(1));

  @Test
  void growFromHalfOfTheFirstToTheLongest() {
    assertThat(pauses.after(0)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(pauses.after(1)).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
      assertThat(pauses.after(3)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
      assertThat(pauses.after(5)).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(3));
      assertThat(pauses.after(1_000_000)).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(3));
    }
  }

  /** Thirty seconds of 250 ms each would be 120 tries. */
  @Test
  void aLongOutageTakesFewTries() {
    Duration passed = Duration.ZERO;
    int tries = 0;
    while (passed.compareTo(Duration.ofSeconds(30)) < 0) {
      passed = passed.plus(pauses.after(++tries));
    }
    // At least 1.5 s each from the fifth on.
    assertThat(tries).isLessThan(25);
  }

  @Test
  void differByChance() {
    assertThat(IntStream.range(0, 10).mapToObj(i -> pauses.after(9)).distinct()).hasSize(10);
  }

  @Test
  void longestBelowFirstIsRefused() {
    assertThatThrownBy(
            () -> new Pauses(Duration.ofSeconds(2), Duration.ofSeconds(1), new Random(1)))
        .hasMessage("longest: PT1S is below first, PT2S");
  }
}
