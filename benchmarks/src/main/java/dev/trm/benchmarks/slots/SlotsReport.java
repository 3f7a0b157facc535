package dev.trm.benchmarks.slots;

import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import dev.trm.benchmarks.measure.Spread;
import dev.trm.jobs.sweep.MeanInterval;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The results of a run.
 *
 * @param model the directory's name
 * @param what the puzzles
 * @param puzzles number solved by every side
 * @param sides the static one first
 */
record SlotsReport(
    Machine machine,
    String model,
    String what,
    int puzzles,
    int slots,
    int threads,
    long seed,
    List<Measured> sides) {

  /**
   * The results of a side.
   *
   * @param side its name
   * @param speed puzzles per second, over the rounds
   * @param ratio of its speed to that of the static side, by round
   * @param exact share of exact answers, 0 to 1
   * @param gained the difference to the static side's, paired by puzzle; a single puzzle has no
   *     interval
   */
  record Measured(
      String side,
      Spread speed,
      Spread ratio,
      double meanCycles,
      double exact,
      MeanInterval gained) {}

  /**
   * @param figures the static side's first
   */
  static SlotsReport of(Machine machine, SlotsOptions options, List<SideFigures> figures) {
    SideFigures base = figures.get(0);
    return new SlotsReport(
        machine,
        options.model().getFileName().toString(),
        options.givens().toString(),
        options.puzzles(),
        options.slots(),
        options.threads(),
        options.seed(),
        figures.stream().map(each -> measured(each, base)).toList());
  }

  private static Measured measured(SideFigures side, SideFigures base) {
    return new Measured(
        side.side().text(),
        Spread.of(side.speeds()),
        Spread.of(ratios(side.speeds(), base.speeds())),
        side.ended().stream().mapToInt(Side.Ended::cycles).average().orElseThrow(),
        side.ended().stream().mapToInt(SlotsReport::exact).average().orElseThrow(),
        gained(side.ended(), base.ended()));
  }

  private static List<Double> ratios(List<Double> some, List<Double> base) {
    return IntStream.range(0, some.size()).mapToObj(i -> some.get(i) / base.get(i)).toList();
  }

  private static MeanInterval gained(List<Side.Ended> some, List<Side.Ended> base) {
    return MeanInterval.of(
        IntStream.range(0, some.size())
            .mapToObj(i -> (double) (exact(some.get(i)) - exact(base.get(i))))
            .toList());
  }

  private static int exact(Side.Ended ended) {
    return ended.exact() ? 1 : 0;
  }

  String text() {
    ReportText text = new ReportText();
    text.line("slots: %s, %d %s, seed %d", model, puzzles, what, seed);
    text.line("%d slots, threads %d; machine: %s", slots, threads, machine.text());
    text.line("");
    text.line(
        "%-8s %22s %22s %8s %9s %28s",
        "",
        "puzzles/s (median)",
        "ratio to static",
        "cycles",
        "exact",
        "exact above static, points");
    for (Measured each : sides) {
      text.line(
          "%-8s %22s %22s %8.2f %8.2f%% %28s",
          each.side(),
          spread("%.1f", each.speed()),
          spread("%.2f", each.ratio()),
          each.meanCycles(),
          100 * each.exact(),
          points(each.gained()));
    }
    return text.toString();
  }

  private static String spread(String format, Spread spread) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + "-" + format + ")",
        spread.median(),
        spread.least(),
        spread.most());
  }

  private static String points(MeanInterval gained) {
    Double low = gained.low();
    Double high = gained.high();
    String mean = String.format(Locale.ROOT, "%+.2f", 100 * gained.mean());
    return low == null || high == null
        ? mean
        : mean + String.format(Locale.ROOT, " (%+.2f to %+.2f)", 100 * low, 100 * high);
  }
}
