package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.jobs.JobView;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Resumption;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.StopWish;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as callers see it.
 *
 * @param origin the event that started it, with its commit; absent where somebody submitted it
 * @param goesOnFrom the checkpoint of another run that this one began with; absent if it began anew
 * @param goesOnAs the run that this one was resumed as; absent if it was not
 * @param sweep that it has a place in; absent if it has none
 * @param latest the newest measurement of each name
 * @param stopping who wants it to stop; absent once it has ended
 * @param resumptions the checkpoints that its tries went on from; absent in lists
 * @param notBitIdentical why it does not end in the bits of a run that never stopped; absent where
 *     nothing is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunView(
    String id,
    JobView job,
    @Nullable RunOrigin origin,
    @Nullable Ancestor goesOnFrom,
    @Nullable String goesOnAs,
    @Nullable String sweep,
    Map<String, Point> latest,
    @Nullable Stopping stopping,
    @Nullable List<ResumptionView> resumptions,
    @Nullable List<String> notBitIdentical,
    Map<String, String> links) {

  /** A measurement. */
  public record Point(long step, double value) {
    static Point of(MetricPoint point) {
      return new Point(point.step(), point.value());
    }
  }

  /** Somebody wants it to stop at its next step. */
  public record Stopping(String by, Instant at) {}

  /**
   * A try went on from a checkpoint.
   *
   * @param differences what was not as it was when the checkpoint was written
   */
  public record ResumptionView(
      Instant at, String worker, long step, String checkpoint, List<String> differences) {
    static ResumptionView of(Resumption resumption) {
      return new ResumptionView(
          resumption.at(),
          resumption.worker(),
          resumption.step(),
          resumption.checkpointId(),
          resumption.differences());
    }
  }

  /** In a list. */
  public static RunView of(Run run) {
    return new RunView(
        run.id().toString(),
        JobView.of(run.job()),
        RunOrigin.of(run.job().spec()).orElse(null),
        Ancestor.of(run.job().trainSpec()).orElse(null),
        text(run.goesOnAs()),
        text(run.sweep()),
        latest(run),
        null,
        null,
        null,
        links(run));
  }

  /**
   * By itself.
   *
   * @param wish null if nobody wants it to stop
   */
  static RunView whole(Run run, List<Resumption> resumptions, @Nullable StopWish wish) {
    List<String> differences = differences(resumptions);
    return new RunView(
        run.id().toString(),
        JobView.of(run.job()),
        RunOrigin.of(run.job().spec()).orElse(null),
        Ancestor.of(run.job().trainSpec()).orElse(null),
        text(run.goesOnAs()),
        text(run.sweep()),
        latest(run),
        wish == null || run.job().state().isFinal() ? null : new Stopping(wish.actor(), wish.at()),
        resumptions.stream().map(ResumptionView::of).toList(),
        differences.isEmpty() ? null : differences,
        links(run));
  }

  private static Map<String, String> links(Run run) {
    String self = "/v1/runs/" + run.id();
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", self);
    links.put("report", self + "/report");
    links.put("curve", self + "/curve.svg");
    if (run.sweep() != null) {
      links.put("sweep", "/v1/sweeps/" + run.sweep());
    }
    return links;
  }

  private static @Nullable String text(@Nullable Object id) {
    return id == null ? null : id.toString();
  }

  private static Map<String, Point> latest(Run run) {
    Map<String, Point> latest = new LinkedHashMap<>();
    run.latest().forEach((name, point) -> latest.put(name, Point.of(point)));
    return latest;
  }

  private static List<String> differences(List<Resumption> resumptions) {
    return resumptions.stream()
        .flatMap(
            each -> each.differences().stream().map(what -> "at step " + each.step() + ": " + what))
        .distinct()
        .toList();
  }
}
