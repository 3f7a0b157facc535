package dev.trm.benchmarks.outage;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a run.
 *
 * @param seconds duration of each outage
 * @param outages at least one
 */
record OutageReport(Machine machine, int seconds, List<Outage> outages) {
  /** The maximum CPU use of each process, as a share of one core. */
  static final double MOST_CORES = 0.05;

  static final double MOST_SECONDS = 10;

  OutageReport {
    outages = List.copyOf(outages);
    if (outages.isEmpty()) {
      throw new IllegalArgumentException("outages are none; there must be one or more");
    }
  }

  /**
   * Whether every process met the CPU target in the median outage, and jobs ran soon enough after
   * each outage. The median, because compilation is half of a process's CPU use in its first
   * minute.
   */
  @JsonProperty("targetMet")
  boolean targetMet() {
    return outages.stream().allMatch(outage -> outage.secondsToFirstResult() <= MOST_SECONDS)
        && medianCores().values().stream().allMatch(cores -> cores <= MOST_CORES);
  }

  private Map<String, Double> medianCores() {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String name : outages.get(0).cores().keySet()) {
      double[] all = outages.stream().mapToDouble(outage -> outage.cores().get(name)).toArray();
      medians.put(name, Distribution.of(all).median());
    }
    return medians;
  }

  String text() {
    ReportText text = new ReportText();
    text.line("outage: the broker is killed, is away for %d s, and comes back", seconds);
    text.line("machine: %s", machine.text());
    for (Outage outage : outages) {
      text.line("");
      outage
          .cores()
          .forEach((name, cores) -> text.line("%-12s %6.2f %% of a core", name, 100 * cores));
      text.line(
          "%-12s %6.2f s after the broker's return", "first result", outage.secondsToFirstResult());
    }
    text.line("");
    text.line(
        "target (median of each process at most %.0f %% of a core, first result within %.0f s): %s",
        100 * MOST_CORES, MOST_SECONDS, targetMet() ? "met" : "MISSED");
    return text.toString();
  }
}
