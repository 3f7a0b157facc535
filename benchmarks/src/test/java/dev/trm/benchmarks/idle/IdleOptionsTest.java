package dev.trm.benchmarks.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IdleOptionsTest {

  @Test
  void nothingAskedForIsFiveMinutesAfterTwo() {
    assertThat(IdleOptions.parse()).isEqualTo(new IdleOptions(120, 5, null, null));
  }

  @Test
  void noMinuteAtAllIsRefused() {
    assertThat(IdleOptions.parse("--minutes", "1", "--settle", "0").settle()).isZero();
    assertThatThrownBy(() -> IdleOptions.parse("--minutes", "0")).hasMessageContaining("--minutes");
  }
}
