package dev.trm.benchmarks.model;

import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import dev.trm.benchmarks.measure.Spread;
import dev.trm.model.Precision;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param library of this project's side
 * @param python version of Python's PyTorch; null if it was not measured
 * @param faster the precision that {@code auto} means on this machine
 * @param leftOut requested cases that were not measured, and why
 */
record ModelReport(
    Machine machine,
    String library,
    @Nullable String python,
    int threads,
    int seconds,
    int rounds,
    Precision faster,
    List<Row> rows,
    List<String> leftOut) {

  ModelReport {
    rows = List.copyOf(rows);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * One call of one case.
   *
   * @param gflop in matrix products
   * @param peak GFLOP/s of large square products
   * @param square rows of those
   * @param share of the peak that this project's side reaches, 0 to 1
   * @param productMillis time of the matrix products alone, at their own shapes
   * @param kernels of this project's side, after their tests
   * @param partialBlocks the products of a cycle whose columns leave a partial block
   * @param sides this project's first
   */
  record Row(
      Case one,
      Call call,
      double gflop,
      int square,
      Spread peak,
      Spread share,
      Spread productMillis,
      Breakdown breakdown,
      String kernels,
      List<PartialBlock> partialBlocks,
      List<Timed> sides) {

    Row {
      partialBlocks = List.copyOf(partialBlocks);
      sides = List.copyOf(sides);
    }
  }

  /**
   * The times of a side.
   *
   * @param millis of a call: the median of each round
   * @param ratio of its time to this project's, by round; over 1 if this project is faster
   * @param agreement of its numbers with this project's
   */
  record Timed(String side, Spread millis, Spread ratio, List<Agreement> agreement) {
    Timed {
      agreement = List.copyOf(agreement);
    }
  }

  String text() {
    ReportText text = new ReportText();
    text.line(
        "model: a cycle and a training step; median of %d rounds (least-most), %d s a side",
        rounds, seconds);
    text.line("machine: %s", machine.text());
    text.line(
        "java: %s, threads %d; auto is %s here; python: %s",
        library, threads, faster, python == null ? "none (--python)" : python);
    text.line("");
    text.line(
        "%-34s %24s %17s %17s %19s %22s  %s",
        "",
        "java ms",
        "of peak, %",
        "peak GFLOP/s",
        "products alone ms",
        "ms in prod/passes/rest",
        "others' time / ours");
    for (Row row : rows) {
      Breakdown parts = row.breakdown();
      text.line(
          "%-34s %24s %17s %17s %19s %22s  %s",
          row.one() + " " + row.call().text(),
          spread("%.1f", row.sides().get(0).millis(), 1),
          spread("%.0f", row.share(), 100),
          spread("%.0f", row.peak(), 1),
          spread("%.1f", row.productMillis(), 1),
          String.format(
              Locale.ROOT, "%.1f/%.1f/%.1f", parts.products(), parts.passes(), parts.rest()),
          row.sides().stream()
              .skip(1)
              .map(side -> side.side() + " " + spread("%.2f", side.ratio(), 1))
              .collect(Collectors.joining(", ")));
      text.line("  kernels: %s", row.kernels());
      row.partialBlocks().forEach(each -> text.line("  %s", each.text()));
    }
    leftOut.forEach(each -> text.line("left out: %s", each));
    return text.toString();
  }

  private static String spread(String format, Spread spread, double unit) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + "-" + format + ")",
        spread.median() * unit,
        spread.least() * unit,
        spread.most() * unit);
  }
}
