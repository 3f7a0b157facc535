package dev.trm.benchmarks.memory;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import java.util.List;

/** The results of a run. */
record MemoryReport(Machine machine, List<Level> levels) {

  MemoryReport {
    levels = List.copyOf(levels);
  }

  /** The growth of each process after the warm-up, as a share. */
  @JsonProperty("growths")
  List<Double> growths() {
    return levels.stream().map(Level::growth).toList();
  }

  String text() {
    ReportText text = new ReportText();
    text.line("memory: resident, MB; the second quarter of the work beside the last");
    text.line("machine: %s", machine.text());
    text.line("");
    text.line("%-44s %10s %10s %10s", "", "2nd", "last", "growth");
    for (Level each : levels) {
      text.line(
          "%-44s %10.1f %10.1f %9.1f%%",
          each.what(), each.before(), each.after(), 100 * each.growth());
    }
    return text.toString();
  }
}
