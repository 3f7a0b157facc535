package dev.trm.benchmarks.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import dev.trm.model.search.SearchRunner.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param what the puzzles
 * @param accuracy the share of solved puzzles at which the curves are compared: the highest that
 *     all of them reach
 * @param compared the cost of each curve at that accuracy
 */
record SearchReport(
    Machine machine,
    String model,
    String what,
    int puzzles,
    int slots,
    int threads,
    int seed,
    List<Curve> curves,
    double accuracy,
    List<Cost> compared) {

  /** The two-sided 95 % quantile of the normal distribution. */
  private static final double Z = 1.959964;

  /**
   * One variation at one depth.
   *
   * @param depth maximum number of cycles of an attempt
   * @param cyclesPerSecond of single puzzles
   * @param solvedBy for each puzzle the number, from 1, of the attempt that solved it; 0 for none
   * @param points by the number of attempts
   */
  record Curve(
      String variation,
      double sigma,
      int depth,
      double cyclesPerSecond,
      List<Integer> solvedBy,
      List<Point> points) {

    static Curve of(
        String variation,
        double sigma,
        int depth,
        List<Found> found,
        double seconds,
        SearchOptions options) {
      double speed = found.stream().mapToInt(Found::allCycles).sum() / seconds;
      List<Point> points = new ArrayList<>();
      for (int attempts = 1; ; attempts = Math.min(2 * attempts, options.attempts())) {
        points.add(Point.of(attempts, found, speed));
        if (attempts == options.attempts()) {
          break;
        }
      }
      return new Curve(
          variation,
          sigma,
          depth,
          speed,
          found.stream().map(each -> each.solved() ? each.answerOf() + 1 : 0).toList(),
          points);
    }

    String name() {
      return variation + ", " + depth + " cycles";
    }
  }

  /**
   * The result of a number of attempts.
   *
   * @param accuracy share of solved puzzles, 0 to 1
   * @param low and high ends of its 95 % interval, by Wilson
   * @param meanCycles over all puzzles and attempts
   */
  record Point(
      int attempts,
      double accuracy,
      double low,
      double high,
      double meanCycles,
      double puzzlesPerSecond) {

    static Point of(int attempts, List<Found> found, double cyclesPerSecond) {
      int solved = 0;
      long cycles = 0;
      for (Found each : found) {
        solved += each.solved() && each.answerOf() < attempts ? 1 : 0;
        cycles += each.cycles().stream().limit(attempts).mapToInt(Integer::intValue).sum();
      }
      int n = found.size();
      double share = (double) solved / n;
      double mean = (double) cycles / n;
      double middle = share + Z * Z / (2 * n);
      double half = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n));
      double scale = 1 + Z * Z / n;
      return new Point(
          attempts,
          share,
          Math.max(0, (middle - half) / scale),
          Math.min(1, (middle + half) / scale),
          mean,
          cyclesPerSecond / mean);
    }
  }

  /**
   * The cost of a curve at the common accuracy.
   *
   * @param point the one with the fewest attempts that reaches it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Cost(String variation, int depth, @Nullable Point point) {}

  static SearchReport of(
      Machine machine, SearchOptions options, SearchedPuzzles puzzles, List<Curve> curves) {
    double common =
        curves.stream()
            .mapToDouble(
                curve -> curve.points().stream().mapToDouble(Point::accuracy).max().orElse(0))
            .min()
            .orElse(0);
    return new SearchReport(
        machine,
        options.modelName(),
        puzzles.what(),
        puzzles.puzzles().size(),
        options.slots(),
        options.threads(),
        options.seed(),
        List.copyOf(curves),
        common,
        curves.stream()
            .map(
                curve ->
                    new Cost(
                        curve.variation(),
                        curve.depth(),
                        curve.points().stream()
                            .filter(point -> point.accuracy() >= common)
                            .findFirst()
                            .orElse(null)))
            .toList());
  }

  String text() {
    ReportText text = new ReportText();
    text.line("search: %s, %d %s, seed %d", model, puzzles, what, seed);
    text.line("%d slots, threads %d; machine: %s", slots, threads, machine.text());
    for (Curve curve : curves) {
      text.line("");
      text.line(
          "%s%s, at most %d cycles an attempt, %.0f cycles/s",
          curve.variation(),
          curve.sigma() == 0 ? "" : String.format(Locale.ROOT, " (deviation %s)", curve.sigma()),
          curve.depth(),
          curve.cyclesPerSecond());
      text.line("%9s %9s %19s %12s %12s", "attempts", "solved", "95 %", "mean cycles", "puzzles/s");
      for (Point point : curve.points()) {
        text.line(
            "%9d %8.2f%% %19s %12.2f %12.1f",
            point.attempts(),
            100 * point.accuracy(),
            String.format(Locale.ROOT, "%.2f to %.2f", 100 * point.low(), 100 * point.high()),
            point.meanCycles(),
            point.puzzlesPerSecond());
      }
    }
    text.line("");
    text.line("at least %.2f %% solved, which all of them reach:", 100 * accuracy);
    text.line("%-28s %9s %12s %12s", "", "attempts", "mean cycles", "puzzles/s");
    for (Cost cost : compared) {
      Point point = cost.point();
      if (point != null) {
        text.line(
            "%-28s %9d %12.2f %12.1f",
            cost.variation() + ", " + cost.depth() + " cycles",
            point.attempts(),
            point.meanCycles(),
            point.puzzlesPerSecond());
      }
    }
    return text.toString();
  }
}
