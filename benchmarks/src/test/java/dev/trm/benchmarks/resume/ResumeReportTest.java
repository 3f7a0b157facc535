package dev.trm.benchmarks.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.benchmarks.resume.ResumeReport.Killed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumeReportTest {
  @Test
  void runThatWasStoppedReportsItsKillsAndIsNotPassed() throws Exception {
    Killed identical =
        new Killed("float32", "step 9", "train-a.1", "train-b.1", 8L, Duration.ofSeconds(2), null);
    ResumeReport report =
        new ResumeReport(1, 60, List.of(identical), null, "the database does not answer");

    assertThat(report.kept()).isFalse();
    assertThat(report.text())
        .contains("NOT FINISHED, stopped after 1 kills: the database does not answer")
        .contains("kills 1, identical 1");
    assertThat(report.json()).contains("\"identical\" : 1");
  }
}
