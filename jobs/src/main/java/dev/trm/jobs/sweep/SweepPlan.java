package dev.trm.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.Shown;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.recipe.JobField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A training request with several values for some of its fields, as one training for each
 * combination of them. The runs promote nothing: which of them is best is known when all have
 * ended, and then the sweep's own gate decides.
 *
 * @param model the name that all runs register their results under
 * @param promotion the sweep's gate; {@code never} unless the request has another
 * @param trainings in the order in which the values were listed, the last field's changing first
 */
public record SweepPlan(String model, TrainSpec.Promotion promotion, List<Training> trainings) {
  /** The field whose values are seeds: combinations that differ in it only are compared as one. */
  public static final String SEED = "training.seed";

  /** The most trainings of a sweep. */
  public static final int MOST = 100;

  private static final String OVER = "over";
  private static final String PROMOTION = "promotion";
  private static final String DATASET = "dataset.";
  private static final Pattern FIELD =
      Pattern.compile("(architecture|training|dataset)\\.[A-Za-z0-9]{1,40}");

  /**
   * One of the trainings.
   *
   * @param values of the fields that are swept over
   */
  public record Training(Map<String, JsonNode> values, TrainSpec spec) {
    private Training promotingNothing() {
      return new Training(values, spec.promoted(TrainSpec.Promotion.NEVER));
    }
  }

  public SweepPlan {
    trainings = List.copyOf(trainings);
  }

  /** The same sweep with another gate, promoted by somebody's right. */
  public SweepPlan promoted(TrainSpec.Promotion otherwise, TrainSpec.Submitter submitter) {
    return new SweepPlan(
        model,
        otherwise,
        trainings.stream()
            .map(each -> new Training(each.values(), each.spec().promotedBy(submitter)))
            .toList());
  }

  /**
   * Reads a training request with the further field {@code over}: an object of lists of values by
   * the names of fields, such as {@code training.learningRate}.
   *
   * @throws InvalidFieldException for the first wrong field, naming the combination
   */
  public static SweepPlan parse(JsonNode request, TrainingSources sources) {
    JsonFields fields = new JsonFields(request, "");
    Map<String, List<JsonNode>> over = over(fields);
    ObjectNode base = request.deepCopy();
    base.remove(OVER);
    if (!fields.has(PROMOTION)) {
      base.set(PROMOTION, JobJson.tree(TrainSpec.Promotion.NEVER));
    }
    List<Training> asked =
        product(over).stream()
            .map(values -> new Training(values, spec(base, values, sources)))
            .toList();
    TrainSpec first = asked.get(0).spec();
    requireOneDataset(fields, over, first.promotion());
    return new SweepPlan(
        first.model(), first.promotion(), asked.stream().map(Training::promotingNothing).toList());
  }

  /** What a combination's values have apart from its seed. */
  public static ObjectNode withoutSeed(JsonNode values) {
    ObjectNode others = values.deepCopy();
    others.remove(SEED);
    return others;
  }

  /** A gate compares what was measured on the same held-out puzzles only. */
  private static void requireOneDataset(
      JsonFields fields, Map<String, List<JsonNode>> over, TrainSpec.Promotion promotion) {
    if (promotion.promotesNothing()) {
      return;
    }
    for (String name : over.keySet()) {
      if (name.startsWith(DATASET)) {
        throw fields
            .object(OVER)
            .wrong(
                name,
                name
                    + " is not to be swept over with gate '"
                    + promotion.gate()
                    + "', which needs the same held-out puzzles for all runs");
      }
    }
  }

  private static Map<String, List<JsonNode>> over(JsonFields fields) {
    JsonNode value = fields.value(OVER);
    if (value == null) {
      throw fields.wrong(OVER, "over is missing; it lists values by fields");
    }
    JsonFields over = fields.object(OVER);
    Map<String, List<JsonNode>> lists = new LinkedHashMap<>();
    long runs = 1;
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      if (!FIELD.matcher(name).matches()) {
        throw over.wrong(
            name,
            Shown.of(name)
                + " is not to be swept over; a field of architecture, training or dataset is, such"
                + " as training.learningRate");
      }
      List<JsonNode> values = values(over, name, field.getValue());
      lists.put(name, values);
      runs *= values.size();
      if (runs > MOST) {
        throw fields.wrong(
            OVER, "over has " + runs + " combinations or more; it may have up to " + MOST);
      }
    }
    if (lists.isEmpty()) {
      throw fields.wrong(OVER, "over is {}; it must name at least one field");
    }
    return lists;
  }

  private static List<JsonNode> values(JsonFields over, String name, JsonNode list) {
    List<JsonNode> values = new ArrayList<>();
    list.forEach(values::add);
    boolean plain =
        values.stream().allMatch(each -> each.isNumber() || each.isTextual() || each.isBoolean());
    if (!list.isArray() || values.isEmpty() || !plain) {
      throw over.wrong(
          name,
          name
              + " is "
              + Shown.of(list.toString())
              + "; it must be a list of at least one number, text or truth value");
    }
    if (new HashSet<>(values).size() < values.size()) {
      throw over.wrong(
          name, name + " is " + Shown.of(list.toString()) + "; it has a value more than once");
    }
    return values;
  }

  private static List<Map<String, JsonNode>> product(Map<String, List<JsonNode>> over) {
    List<Map<String, JsonNode>> combinations = List.of(Map.of());
    for (Map.Entry<String, List<JsonNode>> field : over.entrySet()) {
      List<Map<String, JsonNode>> longer = new ArrayList<>();
      for (Map<String, JsonNode> each : combinations) {
        for (JsonNode value : field.getValue()) {
          Map<String, JsonNode> one = new LinkedHashMap<>(each);
          one.put(field.getKey(), value);
          longer.add(one);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private static TrainSpec spec(
      JsonNode base, Map<String, JsonNode> values, TrainingSources sources) {
    JsonNode request = base;
    for (Map.Entry<String, JsonNode> value : values.entrySet()) {
      request = JobField.with(request, value.getKey(), value.getValue());
    }
    try {
      return TrainSpec.parse(request, sources);
    } catch (InvalidFieldException e) {
      String field = e.pointer().isEmpty() ? "" : e.pointer().substring(1).replace('/', '.');
      throw new InvalidFieldException(
          values.containsKey(field) ? "/" + OVER + "/" + field : e.pointer(),
          "combination " + words(values) + ": " + e.getMessage());
    }
  }

  private static String words(Map<String, JsonNode> values) {
    return values.entrySet().stream()
        .map(each -> each.getKey() + " " + Shown.of(each.getValue().asText()))
        .collect(Collectors.joining(", "));
  }
}
