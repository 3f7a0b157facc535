package dev.trm.gateway.report;

import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.Sweeps;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Makes reports on runs. */
@Singleton
public final class Reports {
  /** The media type of Markdown. */
  public static final String MARKDOWN = "text/markdown;charset=UTF-8";

  private static final String HELD_OUT = "heldOut.accuracy";

  /** What runs of Sudoku told before there was the other. */
  private static final String HELD_OUT_BEFORE = "heldOut.exactAccuracy.checked";

  private static final String TRAINING = "exactAccuracy";
  private static final int MOST_POINTS = 200;

  private final RunStore runs;
  private final Sweeps sweeps;

  @Inject
  Reports(RunStore runs, Sweeps sweeps) {
    this.runs = runs;
    this.sweeps = sweeps;
  }

  /**
   * The report as it is now, as Markdown.
   *
   * @param base of the links in it
   */
  public String markdown(Run run, URI base) {
    List<MetricPoint> points = heldOut(run);
    return ReportMarkdown.of(
        report(run), points.isEmpty() ? Optional.empty() : Optional.of(new Curve(points)), base);
  }

  /** The figures behind it. */
  RunReport report(Run run) {
    return RunReport.of(
        run,
        Optional.ofNullable(run.sweep())
            .flatMap(sweeps::find)
            .map(sweep -> RunReport.OfSweep.of(sweep, sweeps.decision(sweep.id())))
            .orElse(null));
  }

  /** The run's curves as a picture. */
  String picture(Run run) {
    return CurveSvg.of(
        run.job().model(),
        List.of(
            CurveSvg.Line.training(points(run, TRAINING)), CurveSvg.Line.heldOut(heldOut(run))));
  }

  private List<MetricPoint> heldOut(Run run) {
    List<MetricPoint> points = points(run, HELD_OUT);
    return points.isEmpty() ? points(run, HELD_OUT_BEFORE) : points;
  }

  private List<MetricPoint> points(Run run, String name) {
    return Curve.drawable(runs.metrics(run.id(), List.of(name), MOST_POINTS));
  }
}
