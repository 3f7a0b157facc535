package dev.trm.benchmarks.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trm.benchmarks.measure.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdleReportTest {
  private static final Machine MACHINE =
      new Machine("a processor", 2, 0, "17", "Linux", Instant.EPOCH);
  private static final long MIB = 1 << 20;

  @Test
  void partsAreAddedWithinAMinuteAndTheMedianIsTakenOverMinutes() {
    IdleReport report =
        new IdleReport(MACHINE, List.of(minute(0.01, 400), minute(0.03, 402), minute(0.02, 500)));

    assertThat(report.cores().median()).isCloseTo(0.03, within(1e-9));
    assertThat(report.mebibytes().median()).isCloseTo(502, within(1e-9));
    assertThat(report.text())
        .containsPattern("broker +2\\.00 +1\\.00 to +3\\.00 +402")
        .containsPattern("together +3\\.00 +2\\.00 to +4\\.00 +502");
  }

  @Test
  void noMinuteIsNoReport() {
    assertThatThrownBy(() -> new IdleReport(MACHINE, List.of())).hasMessageContaining("minutes");
  }

  private static IdleMinute minute(double broker, long mebibytes) {
    return new IdleMinute(
        Map.of("broker", broker, "database", 0.01),
        Map.of("broker", mebibytes * MIB, "database", 100 * MIB));
  }
}
