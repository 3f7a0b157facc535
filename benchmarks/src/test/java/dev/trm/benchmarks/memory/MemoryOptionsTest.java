package dev.trm.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryOptionsTest {

  @Test
  void nothingAskedForIsAThousandSteps() {
    assertThat(MemoryOptions.parse()).isEqualTo(new MemoryOptions(1000, 40_000, null, null));
  }

  @Test
  void whatHasNoEqualPartsIsRefused() {
    assertThat(MemoryOptions.parse("--steps", "0", "--jobs", "100").jobs()).isEqualTo(100);
    assertThatThrownBy(() -> MemoryOptions.parse("--jobs", "30"))
        .hasMessage("--jobs: 30 cannot be looked at in 20 equal parts");
    assertThatThrownBy(() -> MemoryOptions.parse("--step", "20"))
        .hasMessage("unknown option '--step'");
  }
}
