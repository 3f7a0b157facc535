package dev.trm.benchmarks.latency;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import dev.trm.benchmarks.measure.ServerSettings;
import dev.trm.benchmarks.measure.Spread;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The results of a run.
 *
 * @param settings of the services, for people
 * @param seconds of each measurement
 * @param cycleMicros of the model, for one puzzle
 */
record LatencyReport(
    Machine machine,
    ServerSettings server,
    String settings,
    int seconds,
    Distribution cycleMicros,
    List<Round> rounds) {

  /**
   * One measurement of one rate.
   *
   * @param rate requests per second
   * @param round counted from 1
   * @param millis latency of each request
   */
  record Round(int rate, int round, List<Double> millis) {
    Round {
      millis = List.copyOf(millis);
    }

    Distribution distribution() {
      return LatencyReport.distribution(List.of(this));
    }
  }

  /**
   * All rounds of one rate.
   *
   * @param millis of all their requests together
   * @param medians of the rounds
   * @param p99s of the rounds
   */
  record Row(int rate, Distribution millis, Spread medians, Spread p99s) {
    private static Row of(int rate, List<Round> rounds) {
      return new Row(
          rate,
          LatencyReport.distribution(rounds),
          spread(rounds, Distribution::median),
          spread(rounds, Distribution::p99));
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Distribution> figure) {
      return Spread.of(
          rounds.stream().map(each -> figure.applyAsDouble(each.distribution())).toList());
    }
  }

  /** One row for each rate. */
  @JsonProperty("rows")
  List<Row> rows() {
    return rounds.stream()
        .map(Round::rate)
        .distinct()
        .sorted()
        .map(rate -> Row.of(rate, rounds.stream().filter(each -> each.rate() == rate).toList()))
        .toList();
  }

  String text() {
    ReportText text = new ReportText();
    text.line(
        "latency: Prefer: wait at a constant rate, from the moment a request was to be sent to"
            + " its answer; %d s a measurement, rounds by turns: %d",
        seconds, rounds.stream().mapToInt(Round::round).max().orElse(0));
    text.line("machine: %s", machine.text());
    text.line("server: %s", server.text());
    text.line("services: %s", settings);
    text.line(
        "one cycle of the model, one puzzle: median %.0f µs, p99 %.0f µs",
        cycleMicros.median(), cycleMicros.p99());
    text.line("");
    text.line(
        "%8s %7s %9s %9s %9s %9s   %-22s %-22s",
        "a second", "n", "median ms", "p95", "p99", "max", "medians of rounds", "p99s of rounds");
    for (Row row : rows()) {
      Distribution all = row.millis();
      text.line(
          "%8d %7d %9.1f %9.1f %9.1f %9.1f   %-22s %-22s",
          row.rate(),
          all.n(),
          all.median(),
          all.p95(),
          all.p99(),
          all.max(),
          range(row.medians()),
          range(row.p99s()));
    }
    return text.toString();
  }

  private static Distribution distribution(List<Round> rounds) {
    return Distribution.of(
        rounds.stream()
            .flatMap(each -> each.millis().stream())
            .mapToDouble(Double::doubleValue)
            .toArray());
  }

  private static String range(Spread spread) {
    return String.format(Locale.ROOT, "%.1f to %.1f", spread.least(), spread.most());
  }
}
