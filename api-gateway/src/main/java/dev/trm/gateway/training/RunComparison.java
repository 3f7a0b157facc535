package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs side by side. All lists of values are in the order of {@code runs}.
 *
 * @param differences the fields of their descriptions that are not equal in all of them
 * @param figures what was measured last, and what the final evaluation found
 * @param curves on common steps
 */
record RunComparison(
    List<Compared> runs,
    List<Difference> differences,
    List<Figure> figures,
    List<CommonCurve> curves) {

  /**
   * A run.
   *
   * @param version that it registered; absent if none yet
   * @param stoppedEarly why it ended before its last step; absent if it did not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Compared(
      String id,
      String model,
      JobState state,
      @Nullable String version,
      @Nullable String stoppedEarly) {
    static Compared of(Run run) {
      Job job = run.job();
      return new Compared(
          run.id().toString(),
          job.model(),
          job.state(),
          text(job, "/model"),
          text(job, "/stoppedEarly/message"));
    }

    private static @Nullable String text(Job job, String pointer) {
      JsonNode result = job.result();
      JsonNode value = result == null ? null : result.at(pointer);
      return value != null && value.isTextual() ? value.textValue() : null;
    }
  }

  /**
   * A field that differs.
   *
   * @param field its name with dots, such as {@code training.learningRate}
   * @param values null where a run has none
   */
  record Difference(String field, List<JsonNode> values) {}

  /**
   * A figure.
   *
   * @param name of a curve, {@code seconds} from start to end, or of the final evaluation, such as
   *     {@code evaluation.checked.valid}
   * @param values null where a run has none
   */
  record Figure(String name, List<@Nullable Double> values) {}

  /**
   * A curve on steps that all runs which have it span.
   *
   * @param steps at which stretches of steps end
   * @param values of each run, at each step the mean of what it measured in the stretch; null where
   *     it measured nothing
   */
  record CommonCurve(String name, List<Long> steps, List<List<@Nullable Double>> values) {
    static CommonCurve of(String name, List<List<MetricPoint>> curves) {
      SortedSet<Long> steps = new TreeSet<>();
      curves.forEach(curve -> curve.forEach(point -> steps.add(point.step())));
      List<List<@Nullable Double>> values = new ArrayList<>();
      for (List<MetricPoint> curve : curves) {
        Map<Long, Double> byStep = new LinkedHashMap<>();
        curve.forEach(point -> byStep.put(point.step(), point.value()));
        List<@Nullable Double> row = new ArrayList<>();
        steps.forEach(step -> row.add(byStep.get(step)));
        values.add(row);
      }
      return new CommonCurve(name, List.copyOf(steps), values);
    }
  }

  static RunComparison of(List<Run> runs, List<CommonCurve> curves) {
    return new RunComparison(
        runs.stream().map(Compared::of).toList(), differences(runs), figures(runs), curves);
  }

  private static List<Difference> differences(List<Run> runs) {
    List<Map<String, JsonNode>> descriptions = new ArrayList<>();
    Map<String, Boolean> fields = new LinkedHashMap<>();
    for (Run run : runs) {
      Map<String, JsonNode> leaves = new LinkedHashMap<>();
      // By the specification's type, so that what was stored before a field was there has it too.
      leaves(JobJson.tree(run.job().trainSpec()), "", leaves);
      descriptions.add(leaves);
      leaves.keySet().forEach(field -> fields.put(field, true));
    }
    List<Difference> differences = new ArrayList<>();
    for (String field : fields.keySet()) {
      List<JsonNode> values =
          descriptions.stream()
              .map(
                  each ->
                      Objects.requireNonNullElse(
                          each.get(field), (JsonNode) JsonNodeFactory.instance.nullNode()))
              .toList();
      if (values.stream().distinct().count() > 1) {
        differences.add(new Difference(field, values));
      }
    }
    return differences;
  }

  private static List<Figure> figures(List<Run> runs) {
    List<Map<String, Double>> all = new ArrayList<>();
    Map<String, Boolean> names = new LinkedHashMap<>();
    for (Run run : runs) {
      Map<String, Double> figures = figures(run);
      all.add(figures);
      figures.keySet().forEach(name -> names.put(name, true));
    }
    List<Figure> rows = new ArrayList<>();
    for (String name : names.keySet()) {
      List<@Nullable Double> values = new ArrayList<>();
      all.forEach(figures -> values.add(figures.get(name)));
      rows.add(new Figure(name, values));
    }
    return rows;
  }

  private static Map<String, Double> figures(Run run) {
    Map<String, Double> figures = new LinkedHashMap<>();
    Job job = run.job();
    long step = run.latest().values().stream().mapToLong(MetricPoint::step).max().orElse(0);
    figures.put("step", (double) step);
    if (job.startedAt() != null && job.finishedAt() != null) {
      figures.put("seconds", Duration.between(job.startedAt(), job.finishedAt()).toMillis() / 1e3);
    }
    run.latest().forEach((name, point) -> figures.put(name, point.value()));
    if (job.result() != null) {
      Map<String, JsonNode> leaves = new LinkedHashMap<>();
      leaves(job.result().path("evaluation"), "evaluation", leaves);
      leaves.forEach(
          (name, value) -> {
            if (value.isNumber()) {
              figures.put(name, value.doubleValue());
            }
          });
    }
    return figures;
  }

  /** The values of a tree by their names with dots; lists, which bands are in, are left out. */
  private static void leaves(JsonNode tree, String name, Map<String, JsonNode> into) {
    if (tree.isValueNode()) {
      into.put(name, tree);
    }
    if (tree.isObject()) {
      tree.properties()
          .forEach(
              field ->
                  leaves(
                      field.getValue(),
                      name.isEmpty() ? field.getKey() : name + "." + field.getKey(),
                      into));
    }
  }
}
