package dev.trm.gateway.report;

import dev.trm.jobs.store.MetricPoint;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A picture of a run's curves as SVG. It needs no style sheet, which our answers forbid, and stands
 * on whatever is behind it: every colour is far enough from white and from black.
 */
final class CurveSvg {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final double LEFT = 48;
  private static final double RIGHT = 628;
  private static final double TOP = 40;
  private static final double BOTTOM = 256;
  private static final int X_MARKS = 5;
  private static final String WORDS = "#7d8590";
  private static final String GRID = "#7d8590";
  private static final String MOST_POINTED = "#2f81f7";

  private final StringBuilder svg = new StringBuilder();
  private final long lastStep;

  private CurveSvg(long lastStep) {
    this.lastStep = Math.max(1, lastStep);
  }

  /**
   * A line of the picture.
   *
   * @param name for the legend; plain text of ours
   * @param marked whether its points are few and each is shown
   * @param points by step, shares of 0 to 1
   */
  record Line(String name, String colour, boolean marked, List<MetricPoint> points) {
    /** The one that matters. */
    static Line heldOut(List<MetricPoint> points) {
      return new Line("held-out puzzles", MOST_POINTED, true, points);
    }

    static Line training(List<MetricPoint> points) {
      return new Line("training batches", "#bf8700", false, points);
    }
  }

  /**
   * Draws lines over one another.
   *
   * @param model the name that the run trains for, of a-z, 0-9, '.', '_' and '-'
   */
  static String of(String model, List<Line> lines) {
    long last =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToLong(MetricPoint::step)
            .max()
            .orElse(0);
    CurveSvg picture = new CurveSvg(last);
    picture.frame(model);
    int shown = 0;
    for (Line line : lines) {
      if (!line.points().isEmpty()) {
        picture.draw(line);
        picture.legend(line, shown++);
      }
    }
    if (shown == 0) {
      picture.words(
          (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2, "middle", WORDS, "nothing measured yet");
    }
    return picture.svg.append("</svg>\n").toString();
  }

  private void frame(String model) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    add("<title>Right answers of %s over training steps</title>", escaped(model));
    words(LEFT, 16, "start", WORDS, "right answers of " + model);
    for (int percent = 0; percent <= 100; percent += 20) {
      double y = y(percent / 100.0);
      add(
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
              + " stroke-opacity=\"0.35\"/>",
          LEFT, RIGHT, y, y, GRID);
      words(LEFT - 6, y + 4, "end", WORDS, percent + " %");
    }
    for (int mark = 0; mark <= X_MARKS; mark++) {
      long step = Math.round((double) lastStep * mark / X_MARKS);
      words(x(step), BOTTOM + 18, "middle", WORDS, Long.toString(step));
    }
    words((LEFT + RIGHT) / 2, BOTTOM + 36, "middle", WORDS, "training step");
  }

  private void draw(Line line) {
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\""
            + " points=\"%s\"/>",
        line.colour(),
        line.marked() ? "2.5" : "1.5",
        line.points().stream()
            .map(
                point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point.step()), y(point.value())))
            .collect(Collectors.joining(" ")));
    if (line.marked()) {
      for (MetricPoint point : line.points()) {
        add(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
            x(point.step()), y(point.value()), line.colour());
      }
    }
  }

  private void legend(Line line, int n) {
    words(RIGHT - 170.0 * n, 16, "end", line.colour(), line.name());
  }

  private void words(double x, double y, String anchor, String colour, String words) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x, y, anchor, colour, escaped(words));
  }

  private double x(long step) {
    return LEFT + (RIGHT - LEFT) * step / lastStep;
  }

  private static double y(double share) {
    return BOTTOM - (BOTTOM - TOP) * Math.max(0, Math.min(1, share));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
