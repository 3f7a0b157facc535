package dev.trm.jobs.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.Shown;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads recipes, strictly. */
public final class RecipeForm {
  private static final int MOST_TRIGGERS = 20;
  private static final int MOST_REFS = 20;
  private static final int MOST_VALUES = 50;
  private static final int MOST_RUNS = 1000;

  /**
   * Fields, and objects with all that is in them: what decides which model is made and whether it
   * is served stays the operator's.
   */
  private static final List<String> NEVER_OVERRIDDEN = List.of("model", "promotion", "resumeFrom");

  private RecipeForm() {}

  /**
   * The job that a recipe is for.
   *
   * @param filled with its gaps filled
   * @param sources what it may name
   */
  private record Template(JsonNode request, JsonNode filled, TrainingSources sources) {
    static Template of(JsonNode request, TrainingSources sources) {
      TrainSpec spec = RecipePlan.parsed(request, "/job", sources);
      return new Template(request, JobJson.tree(spec), sources);
    }

    /** A bound that the training job's own form would refuse promises what cannot be. */
    void fits(JsonFields bound, String name, String field, JsonNode value) {
      try {
        TrainSpec.parse(JobField.with(request, field, value), sources);
      } catch (InvalidFieldException e) {
        throw bound.wrong(name, name + ": " + e.getMessage());
      }
    }
  }

  /**
   * Reads a request and checks that everything it allows is a training job.
   *
   * @param sources what the job may name
   * @throws InvalidFieldException for the first wrong field
   */
  public static RecipePlan parse(JsonNode request, TrainingSources sources) {
    JsonFields fields = new JsonFields(request, "");
    JsonNode job = fields.value("job");
    if (job == null) {
      throw fields.wrong("job", "job is missing");
    }
    Template template = Template.of(job, sources);
    List<Trigger> triggers = triggers(fields);
    Map<String, Bound> overrides = overrides(fields, template);
    JsonFields limits = fields.object("limits");
    int perHour = limits.integer("perHour", 6, 1, MOST_RUNS);
    int atOnce = limits.integer("atOnce", 1, 1, MOST_RUNS);
    limits.end();
    boolean enabled = fields.bool("enabled", true);
    fields.end();
    return new RecipePlan(job, triggers, overrides, perHour, atOnce, enabled);
  }

  private static List<Trigger> triggers(JsonFields fields) {
    List<Trigger> triggers = new ArrayList<>();
    for (JsonNode each : array(fields, "on", 0, MOST_TRIGGERS)) {
      JsonFields trigger = new JsonFields(each, "/on/" + triggers.size());
      Glob repository = glob(trigger, "repository", trigger.text("repository"));
      List<Glob> refs = new ArrayList<>();
      for (JsonNode ref : array(trigger, "refs", 1, MOST_REFS)) {
        String text = ref.asText();
        if (!ref.isTextual() || !(text.startsWith("refs/") || text.startsWith("*"))) {
          throw trigger.wrong(
              "refs",
              "refs has "
                  + Shown.of(ref.toString())
                  + "; a ref is named in full, like refs/heads/main or refs/tags/v*");
        }
        refs.add(glob(trigger, "refs", text));
      }
      trigger.end();
      triggers.add(new Trigger(repository, refs));
    }
    return triggers;
  }

  private static Glob glob(JsonFields fields, String name, String text) {
    try {
      return new Glob(text);
    } catch (IllegalArgumentException e) {
      throw fields.wrong(name, name + ": " + e.getMessage());
    }
  }

  private static Map<String, Bound> overrides(JsonFields fields, Template job) {
    JsonFields overrides = fields.object("overrides");
    JsonNode value = fields.value("overrides");
    Map<String, Bound> bounds = new LinkedHashMap<>();
    if (value == null) {
      return bounds;
    }
    value
        .fieldNames()
        .forEachRemaining(field -> bounds.put(field, override(overrides, field, job)));
    return bounds;
  }

  private static Bound override(JsonFields overrides, String field, Template job) {
    if (NEVER_OVERRIDDEN.contains(field.split("\\.", -1)[0])) {
      throw overrides.wrong(field, field + " is the recipe's own; no event may set it");
    }
    if (!JobField.isIn(job.filled(), field)) {
      throw overrides.wrong(
          field, Shown.of(field) + " is no field of this job; one is training.steps, for example");
    }
    JsonFields bound = overrides.object(field);
    if (bound.has("oneOf")) {
      List<JsonNode> values = array(bound, "oneOf", 1, MOST_VALUES);
      bound.end();
      for (JsonNode each : values) {
        job.fits(bound, "oneOf", field, each);
      }
      return new Bound.Choice(values);
    }
    if (!at(job.filled(), field).isNumber()) {
      throw overrides.wrong(field, field + " is no number; its values must be listed in oneOf");
    }
    BigDecimal least = edge(bound, "least", job, field);
    BigDecimal most = edge(bound, "most", job, field);
    bound.end();
    try {
      return new Bound.Range(least, most);
    } catch (IllegalArgumentException e) {
      throw overrides.wrong(field, field + ": " + e.getMessage());
    }
  }

  private static JsonNode at(JsonNode job, String field) {
    return job.at("/" + field.replace('.', '/'));
  }

  private static @Nullable BigDecimal edge(
      JsonFields bound, String name, Template job, String field) {
    JsonNode value = bound.value(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      throw bound.wrong(name, name + " is " + Shown.of(value.toString()) + "; it must be a number");
    }
    job.fits(bound, name, field, value);
    return value.decimalValue();
  }

  private static List<JsonNode> array(JsonFields fields, String name, int least, int most) {
    JsonNode value = fields.value(name);
    List<JsonNode> values = new ArrayList<>();
    if (value != null && value.isArray()) {
      value.forEach(values::add);
    }
    if (value == null
        ? least > 0
        : !value.isArray() || values.size() < least || values.size() > most) {
      throw fields.wrong(
          name,
          name
              + " is "
              + (value == null ? "missing" : Shown.of(value.toString()))
              + "; it must be a list of "
              + least
              + " to "
              + most);
    }
    return values;
  }

  /** Reads what {@link RecipePlan#tree} wrote; values that this version refuses come through. */
  public static RecipePlan stored(JsonNode tree) {
    List<Trigger> triggers = new ArrayList<>();
    for (JsonNode each : tree.path("on")) {
      List<Glob> refs = new ArrayList<>();
      each.path("refs").forEach(ref -> refs.add(new Glob(ref.asText())));
      triggers.add(new Trigger(new Glob(each.path("repository").asText()), refs));
    }
    Map<String, Bound> overrides = new LinkedHashMap<>();
    tree.path("overrides")
        .fields()
        .forEachRemaining(
            each -> overrides.put(each.getKey(), storedBound((ObjectNode) each.getValue())));
    return new RecipePlan(
        tree.path("job"),
        triggers,
        overrides,
        tree.at("/limits/perHour").asInt(),
        tree.at("/limits/atOnce").asInt(),
        tree.path("enabled").asBoolean());
  }

  private static Bound storedBound(ObjectNode bound) {
    if (bound.has("oneOf")) {
      List<JsonNode> values = new ArrayList<>();
      bound.path("oneOf").forEach(values::add);
      return new Bound.Choice(values);
    }
    return new Bound.Range(
        bound.has("least") ? bound.path("least").decimalValue() : null,
        bound.has("most") ? bound.path("most").decimalValue() : null);
  }
}
