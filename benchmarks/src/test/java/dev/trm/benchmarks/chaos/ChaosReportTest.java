package dev.trm.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.benchmarks.check.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChaosReportTest {
  @Test
  void runThatWasStoppedReportsWhatItFoundAndKeepsNoPromise() throws Exception {
    ChaosReport report = report("after 7 faults: the embedded broker did not serve");

    assertThat(report.kept()).isFalse();
    assertThat(report.text())
        .contains("NOT FINISHED, stopped after 7 faults: the embedded broker did not serve")
        .contains("lost 0, doubled 0, stuck 0");
    assertThat(report.json()).contains("\"stopped\" : \"after 7 faults");
  }

  @Test
  void runWithoutViolationsKeepsItsPromises() {
    ChaosReport report = report(null);

    assertThat(report.kept()).isTrue();
    assertThat(report.text()).doesNotContain("NOT FINISHED");
  }

  private static ChaosReport report(@Nullable String stopped) {
    return ChaosReport.of(
        ChaosOptions.parse(),
        List.of(),
        Snapshot.EMPTY,
        List.of(),
        0,
        List.of(),
        List.of(),
        stopped);
  }
}
