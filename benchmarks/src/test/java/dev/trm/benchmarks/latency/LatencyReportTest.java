package dev.trm.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.benchmarks.latency.LatencyReport.Round;
import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ServerSettings;
import dev.trm.benchmarks.measure.Spread;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyReportTest {
  @Test
  void roundsOfOneRateAreTakenTogetherAndSideBySide() {
    LatencyReport report =
        new LatencyReport(
            new Machine("a CPU", 2, 0.1, "17", "Linux", Instant.EPOCH),
            new ServerSettings(Map.of("fsync", "on")),
            "as deployed",
            3,
            Distribution.of(300),
            List.of(
                new Round(10, 1, List.of(1.0, 2.0, 3.0)),
                new Round(1, 1, List.of(9.0)),
                new Round(10, 2, List.of(4.0, 5.0, 60.0))));

    assertThat(report.rows()).extracting(LatencyReport.Row::rate).containsExactly(1, 10);
    LatencyReport.Row ten = report.rows().get(1);
    assertThat(ten.millis()).isEqualTo(new Distribution(6, 3, 60, 60, 60));
    assertThat(ten.medians()).isEqualTo(new Spread(3.5, 2, 5));
    assertThat(report.text()).contains("a CPU").contains("2.0 to 5.0");
  }
}
