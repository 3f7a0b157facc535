package dev.trm.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineOptionsTest {
  @Test
  void nothingAskedForIsThreeRoundsOfOneTwoAndFourWorkers() {
    assertThat(PipelineOptions.parse())
        .isEqualTo(new PipelineOptions(10_000, List.of(1, 2, 4), 3, null, null, null));
  }

  @Test
  void everythingCanBeAskedFor() {
    assertThat(
            PipelineOptions.parse(
                "--jobs",
                "50",
                "--workers",
                "2",
                "--rounds",
                "1",
                "--npm",
                "/n",
                "--directory",
                "/d",
                "--json",
                "/j"))
        .isEqualTo(
            new PipelineOptions(50, List.of(2), 1, Path.of("/n"), Path.of("/d"), Path.of("/j")));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> PipelineOptions.parse("--jobs", "0")).hasMessageContaining("--jobs");
    assertThatThrownBy(() -> PipelineOptions.parse("--workers", "1,0"))
        .hasMessageContaining("--workers");
    assertThatThrownBy(() -> PipelineOptions.parse("--worker", "1"))
        .hasMessageContaining("'--worker'");
  }
}
