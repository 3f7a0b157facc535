package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.jobs.JobView;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run.
 *
 * @param origin the event that started it, with its commit; absent where somebody submitted it
 * @param latest the newest measurement of each name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunView(
    String id,
    JobView job,
    @Nullable RunOrigin origin,
    Map<String, Point> latest,
    Map<String, String> links) {

  /** A measurement. */
  public record Point(long step, double value) {
    static Point of(MetricPoint point) {
      return new Point(point.step(), point.value());
    }
  }

  /** The run as it is now. */
  public static RunView of(Run run) {
    Map<String, Point> latest = new LinkedHashMap<>();
    run.latest().forEach((name, point) -> latest.put(name, Point.of(point)));
    String self = "/v1/runs/" + run.id();
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", self);
    links.put("report", self + "/report");
    links.put("curve", self + "/curve.svg");
    return new RunView(
        run.id().toString(),
        JobView.of(run.job()),
        RunOrigin.of(run.job().spec()).orElse(null),
        latest,
        links);
  }
}
