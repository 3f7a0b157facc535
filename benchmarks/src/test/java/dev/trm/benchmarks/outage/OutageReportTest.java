package dev.trm.benchmarks.outage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.benchmarks.measure.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutageReportTest {
  @Test
  void targetIsMissedByOneBusyProcessOrOneLateResult() throws Exception {
    Outage good = new Outage(Map.of("gateway", 0.01, "trainer-1", 0.049), 9.9);
    Outage busy = new Outage(Map.of("gateway", 0.01, "trainer-1", 0.051), 1);
    Outage late = new Outage(Map.of("gateway", 0.01), 10.1);

    assertThat(report(good, good).targetMet()).isTrue();
    assertThat(report(good, good, busy).targetMet()).isTrue();
    assertThat(report(good, busy, busy).targetMet()).isFalse();
    assertThat(report(late, good).targetMet()).isFalse();
    assertThat(report(good, late).text())
        .contains("trainer-1      4.90 % of a core")
        .contains("first result  10.10 s after")
        .contains("MISSED");
  }

  private static OutageReport report(Outage... outages) throws Exception {
    return new OutageReport(Machine.here(Instant.EPOCH), 30, List.of(outages));
  }
}
