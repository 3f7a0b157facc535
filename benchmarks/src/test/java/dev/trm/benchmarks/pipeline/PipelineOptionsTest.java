package dev.trm.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineOptionsTest {
  @Test
  void nothingAskedForIsThreeRoundsOfOneTwoAndFourWorkers() {
    assertThat(PipelineOptions.parse())
        .isEqualTo(
            new PipelineOptions(
                10_000,
                10_000,
                List.of(1, 2, 4),
                3,
                new ChosenPeers(Set.of("db-scheduler", "jobrunr", "pg-boss", "graphile-worker")),
                null,
                null,
                null));
  }

  @Test
  void everythingCanBeAskedFor() {
    assertThat(
            PipelineOptions.parse(
                "--jobs",
                "50",
                "--warm-up",
                "200",
                "--workers",
                "2",
                "--rounds",
                "1",
                "--peers",
                "JobRunr,pg-boss",
                "--npm",
                "/n",
                "--directory",
                "/d",
                "--json",
                "/j"))
        .isEqualTo(
            new PipelineOptions(
                50,
                200,
                List.of(2),
                1,
                new ChosenPeers(Set.of("jobrunr", "pg-boss")),
                Path.of("/n"),
                Path.of("/d"),
                Path.of("/j")));
  }

  @Test
  void itIsWarmedUpWithAsManyJobsAsCountUpToTenThousand() {
    assertThat(PipelineOptions.parse("--jobs", "50").warmUp()).isEqualTo(50);
    assertThat(PipelineOptions.parse("--jobs", "30000").warmUp()).isEqualTo(10_000);
  }

  @Test
  void peersAreChosenByTheirNamesWithoutVersions() {
    ChosenPeers one = PipelineOptions.parse("--peers", "JobRunr").peers();

    assertThat(one.has("JobRunr 8.7.0")).isTrue();
    assertThat(one.has("db-scheduler 16.12.0")).isFalse();
    assertThat(PipelineOptions.parse("--peers", "none").peers().has("JobRunr 8.7.0")).isFalse();
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> PipelineOptions.parse("--jobs", "0")).hasMessageContaining("--jobs");
    assertThatThrownBy(() -> PipelineOptions.parse("--warm-up", "many"))
        .hasMessageContaining("--warm-up");
    assertThatThrownBy(() -> PipelineOptions.parse("--workers", "1,0"))
        .hasMessageContaining("--workers");
    assertThatThrownBy(() -> PipelineOptions.parse("--peers", "resque"))
        .hasMessageContaining("--peers: 'resque'");
    assertThatThrownBy(() -> PipelineOptions.parse("--worker", "1"))
        .hasMessageContaining("'--worker'");
  }
}
