package dev.trm.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.JsonReport;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ServerCounters;
import dev.trm.benchmarks.measure.ServerSettings;
import dev.trm.benchmarks.measure.Spread;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineReportTest {
  @TempDir Path directory;

  @Test
  void roundsOfOneContenderAndWayAreOneRow() {
    PipelineReport report = report(one("trm", 1, 4, 100), one("trm", 2, 2, 99), other());

    assertThat(report.rows()).hasSize(2);
    PipelineReport.Row row = report.rows().get(0);
    assertThat(row.jobsPerSecond()).isEqualTo(new Spread(37.5, 25, 50));
    assertThat(row.latencyMedianMillis()).isEqualTo(new Spread(5, 5, 5));
    assertThat(row.walFsyncs()).isEqualTo(0.5);
    assertThat(row.lost()).isEqualTo(1);
    assertThat(report.whole()).isFalse();
  }

  @Test
  void aPeerHasNoLatency() {
    assertThat(report(other()).rows().get(0).latencyMedianMillis()).isNull();
    assertThat(report(other()).text()).contains("db-scheduler").contains("not measured: pg-boss");
  }

  @Test
  void itsJsonHoldsRowsAndRounds() throws Exception {
    Path file = directory.resolve("report.json");

    JsonReport.write(file, report(one("trm", 1, 4, 100), other()));

    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.path("whole").asBoolean()).isTrue();
    assertThat(json.path("rows")).hasSize(2);
    assertThat(json.path("rows").path(0).path("jobsPerSecond").path("median").asDouble())
        .isEqualTo(25);
    assertThat(json.path("measurements").path(0).path("tally").path("accepted").asInt())
        .isEqualTo(100);
    assertThat(json.path("machine").path("at").asText()).isEqualTo("2026-11-25T00:00:00Z");
  }

  private static PipelineReport report(Measurement... measurements) {
    return new PipelineReport(
        new Machine("a CPU", 2, 0.1, "17", "Linux", Instant.parse("2026-11-25T00:00:00Z")),
        new ServerSettings(Map.of("fsync", "on")),
        100,
        50,
        Map.of("trm", "as deployed"),
        List.of("pg-boss: not there"),
        Distribution.of(300),
        List.of(measurements));
  }

  private static Measurement one(String name, int round, double seconds, long done) {
    return new Measurement(
        name,
        1,
        Way.BATCHES,
        round,
        100,
        1,
        seconds,
        new Tally(100, done, done, new TreeMap<>(Map.of("w", done)), Distribution.of(5)),
        new ServerCounters(50, 1000, 300, 100).perJob(100),
        Map.of("worker", 200.0, "database", 100.0));
  }

  private static Measurement other() {
    return new Measurement(
        "db-scheduler",
        1,
        Way.SINGLES,
        1,
        100,
        1,
        2,
        new Tally(100, 100, 100, new TreeMap<>(Map.of("worker", 100L)), null),
        new ServerCounters(50, 1000, 300, 100).perJob(100),
        Map.of("worker", 200.0, "database", 100.0));
  }
}
