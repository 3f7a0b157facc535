package dev.trm.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyOptionsTest {
  @Test
  void nothingAskedForIsThreeRatesForTwentySeconds() {
    assertThat(LatencyOptions.parse())
        .isEqualTo(new LatencyOptions(List.of(1, 10, 50), 20, 3, null, null));
  }

  @Test
  void everythingCanBeAskedFor() {
    assertThat(
            LatencyOptions.parse(
                "--rates",
                "5",
                "--seconds",
                "2",
                "--rounds",
                "1",
                "--directory",
                "/d",
                "--json",
                "/j"))
        .isEqualTo(new LatencyOptions(List.of(5), 2, 1, Path.of("/d"), Path.of("/j")));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> LatencyOptions.parse("--rates", "0")).hasMessageContaining("--rates");
    assertThatThrownBy(() -> LatencyOptions.parse("--seconds", "x"))
        .hasMessageContaining("--seconds");
    assertThatThrownBy(() -> LatencyOptions.parse("--rate", "1")).hasMessageContaining("'--rate'");
  }
}
