package dev.trm.benchmarks.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import dev.trm.benchmarks.measure.ServerSettings;
import dev.trm.benchmarks.measure.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param jobs of each measurement
 * @param warmUp preceding jobs of each way
 * @param settings of each contender, for people
 * @param notMeasured missing contenders, and why
 * @param cycleMicros of the model, for one puzzle
 */
record PipelineReport(
    Machine machine,
    ServerSettings server,
    int jobs,
    int warmUp,
    Map<String, String> settings,
    List<String> notMeasured,
    Distribution cycleMicros,
    List<Measurement> measurements) {

  /**
   * The rounds of one contender and way: the median of each figure.
   *
   * @param evenness the minimum over the rounds
   * @param lost accepted jobs that were not done exactly once, over all rounds
   */
  record Row(
      String contender,
      int workers,
      Way way,
      Spread jobsPerSecond,
      Spread submittedPerSecond,
      @Nullable Spread latencyMedianMillis,
      @Nullable Spread latencyP99Millis,
      double evenness,
      double walFsyncs,
      double walBytes,
      double rows,
      double commits,
      Map<String, Double> processorMicros,
      long lost) {

    /** CPU microseconds per job of all processes together. */
    double processorMicrosOfAll() {
      return processorMicros.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static Row of(List<Measurement> rounds) {
      Measurement any = rounds.get(0);
      return new Row(
          any.contender(),
          any.workers(),
          any.way(),
          spread(rounds, Measurement::jobsPerSecond),
          spread(rounds, each -> each.jobs() / each.submitSeconds()),
          latency(rounds, Distribution::median),
          latency(rounds, Distribution::p99),
          spread(rounds, Measurement::evenness).least(),
          spread(rounds, each -> each.server().walFsyncs()).median(),
          spread(rounds, each -> each.server().walBytes()).median(),
          spread(rounds, each -> each.server().rows()).median(),
          spread(rounds, each -> each.server().commits()).median(),
          processorMicros(rounds),
          rounds.stream()
              .mapToLong(each -> Math.abs(each.tally().accepted() - each.tally().done()))
              .sum());
    }

    private static Map<String, Double> processorMicros(List<Measurement> rounds) {
      Map<String, Double> micros = new LinkedHashMap<>();
      for (String name : rounds.get(0).processorMicros().keySet()) {
        micros.put(
            name, spread(rounds, each -> each.processorMicros().getOrDefault(name, 0.0)).median());
      }
      return micros;
    }

    private static Spread spread(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
      return Spread.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }

    private static @Nullable Spread latency(
        List<Measurement> rounds, ToDoubleFunction<Distribution> figure) {
      List<Double> figures = new ArrayList<>();
      for (Measurement each : rounds) {
        Distribution latency = each.tally().latencyMillis();
        if (latency != null) {
          figures.add(figure.applyAsDouble(latency));
        }
      }
      return figures.isEmpty() ? null : Spread.of(figures);
    }
  }

  /** Whether every accepted job was done exactly once. */
  @JsonProperty("whole")
  boolean whole() {
    return measurements.stream().allMatch(each -> each.tally().whole());
  }

  /** One row for each contender and way, in the order of their first measurement. */
  @JsonProperty("rows")
  List<Row> rows() {
    List<List<Measurement>> groups = new ArrayList<>();
    for (Measurement each : measurements) {
      groups.stream()
          .filter(group -> group.get(0).sameAs(each))
          .findFirst()
          .orElseGet(
              () -> {
                List<Measurement> group = new ArrayList<>();
                groups.add(group);
                return group;
              })
          .add(each);
    }
    return groups.stream().map(Row::of).toList();
  }

  String text() {
    ReportText text = new ReportText();
    List<Row> rows = rows();
    text.line(
        "pipeline: %,d jobs a measurement, %,d each way before, rounds by turns: %d",
        jobs, warmUp, rounds());
    text.line("machine: %s", machine.text());
    text.line("server: %s", server.text());
    text.line(
        "one cycle of the model, one puzzle: median %.0f µs, p99 %.0f µs",
        cycleMicros.median(), cycleMicros.p99());
    settings.forEach((name, words) -> text.line("%s: %s", name, words));
    notMeasured.forEach(each -> text.line("not measured: %s", each));
    for (Way way : Way.values()) {
      text.line("");
      text.line("submitted %s; medians of the rounds", way.text());
      text.line(
          "%-22s %7s %8s %17s %9s %19s %6s %7s %8s %6s %8s %7s %5s",
          "",
          "workers",
          "jobs/s",
          "(least to most)",
          "accepted",
          "latency ms med/p99",
          "even",
          "fsyncs",
          "WAL B",
          "rows",
          "commits",
          "CPU µs",
          "lost");
      rows.stream().filter(row -> row.way() == way).forEach(row -> line(text, row));
      rows.stream()
          .filter(row -> row.way() == way)
          .forEach(
              row ->
                  text.line(
                      "  CPU µs of %s, workers %d: %s",
                      row.contender(), row.workers(), words(row.processorMicros())));
    }
    text.line("");
    text.line(
        "accepted: jobs accepted per second; even: least over most jobs of a worker; fsyncs of the"
            + " write-ahead log, its bytes, rows written and commits: of the server, a job; CPU µs: of all"
            + " processes together, a job");
    return text.toString();
  }

  private static String words(Map<String, Double> micros) {
    return micros.entrySet().stream()
        .map(each -> String.format(Locale.ROOT, "%s %.0f", each.getKey(), each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private long rounds() {
    return measurements.stream().mapToInt(Measurement::round).max().orElse(0);
  }

  private static void line(ReportText text, Row row) {
    Spread median = row.latencyMedianMillis();
    Spread p99 = row.latencyP99Millis();
    text.line(
        "%-22s %7d %8.0f %17s %9.0f %19s %6.2f %7.3f %8.0f %6.2f %8.3f %7.0f %5d",
        row.contender(),
        row.workers(),
        row.jobsPerSecond().median(),
        String.format(
            Locale.ROOT, "%.0f to %.0f", row.jobsPerSecond().least(), row.jobsPerSecond().most()),
        row.submittedPerSecond().median(),
        median == null || p99 == null
            ? "-"
            : String.format(Locale.ROOT, "%.0f / %.0f", median.median(), p99.median()),
        row.evenness(),
        row.walFsyncs(),
        row.walBytes(),
        row.rows(),
        row.commits(),
        row.processorMicrosOfAll(),
        row.lost());
  }
}
