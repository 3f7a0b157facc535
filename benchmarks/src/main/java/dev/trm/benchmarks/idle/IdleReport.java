package dev.trm.benchmarks.idle;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import dev.trm.benchmarks.measure.Spread;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The results of a run.
 *
 * @param minutes at least one, all of the same parts
 */
record IdleReport(Machine machine, List<IdleMinute> minutes) {
  private static final double MIB = 1 << 20;

  IdleReport {
    minutes = List.copyOf(minutes);
    if (minutes.isEmpty()) {
      throw new IllegalArgumentException("minutes are none; there must be one or more");
    }
  }

  /** All parts together, as a share of one core. */
  @JsonProperty("cores")
  Spread cores() {
    return spread(IdleMinute::allCores);
  }

  /** All parts together, MiB. */
  @JsonProperty("mebibytes")
  Spread mebibytes() {
    return spread(minute -> minute.allMemory() / MIB);
  }

  String text() {
    ReportText text = new ReportText();
    text.line("idle: everything on one machine, minutes without work: %d", minutes.size());
    text.line("machine: %s", machine.text());
    text.line("");
    text.line("%-12s %18s %20s %8s", "", "% of a core, median", "(least to most)", "MiB");
    for (String part : parts()) {
      line(
          text,
          part,
          spread(minute -> minute.cores().getOrDefault(part, 0.0)),
          spread(minute -> minute.memory().getOrDefault(part, 0L) / MIB));
    }
    line(text, "together", cores(), mebibytes());
    return text.toString();
  }

  private Set<String> parts() {
    return minutes.get(0).cores().keySet();
  }

  private Spread spread(ToDoubleFunction<IdleMinute> figure) {
    return Spread.of(minutes.stream().map(figure::applyAsDouble).toList());
  }

  private static void line(ReportText text, String name, Spread cores, Spread mebibytes) {
    text.line(
        "%-12s %18.2f %9.2f to %7.2f %8.0f",
        name, 100 * cores.median(), 100 * cores.least(), 100 * cores.most(), mebibytes.median());
  }
}
