package dev.trm.benchmarks.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Draws a report: the share of solved puzzles against the mean cycles of a puzzle, with a line for
 * each variation and depth and a dot for each number of attempts.
 */
final class SearchPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 64;
  private static final int RIGHT = 190;
  private static final int TOP = 48;
  private static final int BOTTOM = 52;
  private static final List<String> COLOURS = List.of("#0b6bcb", "#c4500e", "#3f8f3f");
  private static final List<String> DASHES = List.of("none", "7 3", "2 3", "10 3 2 3");

  private final SearchReport report;
  private final Map<String, String> colours = new LinkedHashMap<>();
  private final Map<Integer, String> dashes = new LinkedHashMap<>();
  private final double least;
  private final double fewest;
  private final double most;
  private final StringBuilder svg = new StringBuilder();

  SearchPlot(SearchReport report) {
    this.report = report;
    for (SearchReport.Curve curve : report.curves()) {
      colours.putIfAbsent(curve.variation(), COLOURS.get(colours.size() % COLOURS.size()));
      dashes.putIfAbsent(curve.depth(), DASHES.get(dashes.size() % DASHES.size()));
    }
    List<SearchReport.Point> points =
        report.curves().stream().flatMap(curve -> curve.points().stream()).toList();
    double lowest = points.stream().mapToDouble(SearchReport.Point::accuracy).min().orElse(0);
    this.least = Math.min(0.9, Math.floor(lowest * 10) / 10);
    this.fewest =
        log(points.stream().mapToDouble(SearchReport.Point::meanCycles).min().orElse(1)) - 0.2;
    this.most =
        log(points.stream().mapToDouble(SearchReport.Point::meanCycles).max().orElse(2)) + 0.2;
  }

  String svg() {
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " aria-label=\"%s\" font-family=\"system-ui, sans-serif\" font-size=\"12\">",
        WIDTH, HEIGHT, escaped(title()));
    line("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    text(LEFT, 24, "start", title(), "font-weight=\"600\" fill=\"#1c1f23\"");
    axes();
    report.curves().forEach(this::curve);
    legend();
    line("</svg>");
    return svg.toString();
  }

  private String title() {
    return String.format(Locale.ROOT, "%s: %d %s", report.model(), report.puzzles(), report.what());
  }

  private void axes() {
    for (int share = (int) Math.round(least * 100); share <= 100; share += step()) {
      double y = y(share / 100.0);
      line(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e2e5e9\"/>",
          LEFT, WIDTH - RIGHT, y, y);
      text(LEFT - 8, y + 4, "end", share + " %", "fill=\"#4a5058\"");
    }
    for (int power = 0; power <= (int) most; power++) {
      if (power >= fewest) {
        double x = x(1 << power);
        line(
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#e2e5e9\"/>",
            x, x, TOP, HEIGHT - BOTTOM);
        text(x, HEIGHT - BOTTOM + 18, "middle", String.valueOf(1 << power), "fill=\"#4a5058\"");
      }
    }
    text(
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 12,
        "middle",
        "mean cycles a puzzle, all attempts",
        "fill=\"#1c1f23\"");
    text(LEFT, TOP - 8, "start", "solved", "fill=\"#1c1f23\"");
  }

  private int step() {
    return least < 0.6 ? 10 : least < 0.8 ? 5 : 2;
  }

  private void curve(SearchReport.Curve curve) {
    String colour = colour(curve);
    StringBuilder path = new StringBuilder();
    for (SearchReport.Point point : curve.points()) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.length() == 0 ? "M" : " L",
              x(point.meanCycles()),
              y(point.accuracy())));
    }
    line(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>",
        path, colour, dash(curve));
    for (SearchReport.Point point : curve.points()) {
      line(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s, %d attempts: %.2f %%,"
              + " %.1f cycles</title></circle>",
          x(point.meanCycles()),
          y(point.accuracy()),
          colour,
          escaped(curve.name()),
          point.attempts(),
          100 * point.accuracy(),
          point.meanCycles());
    }
  }

  private String colour(SearchReport.Curve curve) {
    return Objects.requireNonNull(colours.get(curve.variation()));
  }

  private String dash(SearchReport.Curve curve) {
    return Objects.requireNonNull(dashes.get(curve.depth()));
  }

  private void legend() {
    int y = TOP + 8;
    for (SearchReport.Curve curve : report.curves()) {
      int x = WIDTH - RIGHT + 16;
      line(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\""
              + " stroke-dasharray=\"%s\"/>",
          x, x + 30, y, y, colour(curve), dash(curve));
      text(x + 38, y + 4, "start", curve.name(), "fill=\"#1c1f23\"");
      y += 20;
    }
  }

  private double x(double cycles) {
    return LEFT + (log(cycles) - fewest) / (most - fewest) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double accuracy) {
    return HEIGHT - BOTTOM - (accuracy - least) / (1 - least) * (HEIGHT - TOP - BOTTOM);
  }

  private static double log(double cycles) {
    return Math.log(cycles) / Math.log(2);
  }

  private void text(double x, double y, String anchor, String words, String more) {
    line(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>",
        x, y, anchor, more, escaped(words));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
