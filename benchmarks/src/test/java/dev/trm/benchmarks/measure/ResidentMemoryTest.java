package dev.trm.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {

  @Test
  void thisProcessHasMoreThanAMegabyteAndLessThanAll() throws Exception {
    assertThat(ResidentMemory.of(ProcessHandle.current().pid())).isBetween(1L << 20, 1L << 40);
  }

  @Test
  void aProcessThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ResidentMemory.of(Long.MAX_VALUE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("9223372036854775807");
  }
}
