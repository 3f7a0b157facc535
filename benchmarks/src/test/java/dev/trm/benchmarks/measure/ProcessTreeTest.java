package dev.trm.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

  @Test
  void aProcessComesWithWhatItHasStarted() throws Exception {
    Process child = new ProcessBuilder("cat").start();
    try {
      long self = ProcessHandle.current().pid();
      List<Long> tree = ProcessTree.of(self);

      assertThat(tree).startsWith(self).contains(child.pid());
      assertThat(ProcessTree.proportionalMemory(tree))
          .isGreaterThan(ResidentMemory.proportional(child.pid()));
    } finally {
      child.destroy();
      child.waitFor();
    }
    assertThat(ProcessTree.proportionalMemory(List.of(child.pid()))).isZero();
    assertThatThrownBy(() -> ProcessTree.of(child.pid()))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining(Long.toString(child.pid()));
  }
}
