package dev.trm.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
  private static final Map<String, List<Long>> OURS =
      Map.of("ours", List.of(ProcessHandle.current().pid()));

  @Test
  void whatAChildHasUsedIsItsParentsOnceItHasEnded() throws IOException, InterruptedException {
    ProcessorTime before = ProcessorTime.read(OURS);
    new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done")
        .start()
        .waitFor();
    Duration used = ProcessorTime.read(OURS).since(before).byName().get("ours");
    assertThat(used).isPositive();
  }

  @Test
  void anEndedProcessIsNotAnError() throws IOException, InterruptedException {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    assertThat(ProcessorTime.read(Map.of("ended", List.of(ended.pid()))).byName())
        .containsEntry("ended", Duration.ZERO);
  }

  @Test
  void timeIsSharedAmongJobs() {
    ProcessorTime used = new ProcessorTime(Map.of("worker", Duration.ofMillis(30)));
    assertThat(used.microsPerJob(100)).containsEntry("worker", 300.0);
  }
}
