package dev.trm.jobs.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a recipe runs, what for, and how much of it. An event chooses nothing but the fields that
 * {@code overrides} lists, each within its bound.
 *
 * @param job the request of a training job; gaps are filled when it is run
 * @param triggers events of which start it; none: only callers with a key do
 * @param overrides by field, such as {@code training.steps}, in the order they were given
 * @param perHour the most runs that it starts in any hour
 * @param atOnce the most runs of it that may wait or run at a time
 * @param enabled whether events start anything
 */
public record RecipePlan(
    JsonNode job,
    List<Trigger> triggers,
    Map<String, Bound> overrides,
    int perHour,
    int atOnce,
    boolean enabled) {
  public RecipePlan {
    triggers = List.copyOf(triggers);
    overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
  }

  /**
   * Whether an event starts a training, and which.
   *
   * @param sources what the job may name
   * @throws InvalidFieldException if the event sets a field that it must not, or to a value out of
   *     its bound
   */
  public Decision decide(CiEvent event, TrainingSources sources) {
    if (event.nothing() != null) {
      return new Decision.Ignore(event.nothing());
    }
    if (!enabled) {
      return new Decision.Ignore("the recipe is disabled");
    }
    return mismatch(event.origin())
        .<Decision>map(Decision.Ignore::new)
        .orElseGet(() -> new Decision.Train(spec(event, sources)));
  }

  /** Why a repository's ref starts nothing; empty if it does. */
  private Optional<String> mismatch(RunOrigin origin) {
    String repository = origin.repository() == null ? "" : origin.repository();
    String ref = origin.ref() == null ? "" : origin.ref();
    List<Trigger> ours =
        triggers.stream().filter(each -> each.repository().matches(repository)).toList();
    if (ours.isEmpty()) {
      return Optional.of("the recipe is not for repository '" + Names.shown(repository) + "'");
    }
    return ours.stream().anyMatch(each -> each.refs().stream().anyMatch(ok -> ok.matches(ref)))
        ? Optional.empty()
        : Optional.of(
            "the recipe is not for ref '" + Names.shown(ref) + "' of " + Names.shown(repository));
  }

  /**
   * The training that an event asks for.
   *
   * @param sources as of {@link #decide}
   * @throws InvalidFieldException as {@link #decide}
   */
  public TrainSpec spec(CiEvent event, TrainingSources sources) {
    Map<String, JsonNode> wishes = new LinkedHashMap<>(event.set());
    JsonNode filled = JobJson.tree(parsed(job, "/job", sources));
    event
        .inputs()
        .forEach(
            (name, text) -> {
              String field = name.replace('_', '.');
              if (overrides.containsKey(field) || JobField.isIn(filled, field)) {
                wishes.put(field, read(name, field, text));
              }
            });
    wishes.forEach(this::check);
    JsonNode merged = job;
    for (Map.Entry<String, JsonNode> wish : wishes.entrySet()) {
      merged = JobField.with(merged, wish.getKey(), wish.getValue());
    }
    return parsed(merged, "", sources);
  }

  private JsonNode read(String name, String field, String text) {
    Bound bound = bound(name, field);
    return bound
        .read(text.strip())
        .orElseThrow(
            () ->
                new InvalidFieldException(
                    "/inputs/" + name,
                    name + " is '" + Names.shown(text) + "'; it must be " + bound.words()));
  }

  private void check(String field, JsonNode value) {
    Bound bound = bound(field, field);
    if (!bound.allows(value)) {
      throw new InvalidFieldException(
          "/set/" + pointer(field),
          Names.shown(field)
              + " is "
              + Names.shown(value.toString())
              + "; it must be "
              + bound.words());
    }
  }

  private Bound bound(String name, String field) {
    Bound bound = overrides.get(field);
    if (bound == null) {
      throw new InvalidFieldException(
          (name.equals(field) ? "/set/" : "/inputs/") + pointer(name),
          Names.shown(name)
              + " is not for an event to set; "
              + (overrides.isEmpty()
                  ? "nothing is"
                  : "these are: " + String.join(", ", overrides.keySet())));
    }
    return bound;
  }

  /**
   * Reads a training job.
   *
   * @param pointer of the job in what it is part of
   */
  static TrainSpec parsed(JsonNode request, String pointer, TrainingSources sources) {
    try {
      return TrainSpec.parse(request, sources);
    } catch (InvalidFieldException e) {
      throw new InvalidFieldException(pointer + e.pointer(), String.valueOf(e.getMessage()));
    }
  }

  static String pointer(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** As {@link RecipeForm#parse} reads it, and as it is stored and shown. */
  public JsonNode tree() {
    JsonNodeFactory make = JsonNodeFactory.instance;
    ObjectNode tree = make.objectNode();
    tree.set("job", job);
    ArrayNode on = tree.putArray("on");
    for (Trigger trigger : triggers) {
      ObjectNode each = on.addObject();
      each.put("repository", trigger.repository().pattern());
      ArrayNode refs = each.putArray("refs");
      trigger.refs().forEach(ref -> refs.add(ref.pattern()));
    }
    ObjectNode bounds = tree.putObject("overrides");
    overrides.forEach(
        (field, bound) -> {
          ObjectNode each = bounds.putObject(field);
          if (bound instanceof Bound.Range range) {
            if (range.least() != null) {
              each.set("least", number(range.least()));
            }
            if (range.most() != null) {
              each.set("most", number(range.most()));
            }
          } else if (bound instanceof Bound.Choice choice) {
            each.putArray("oneOf").addAll(new ArrayList<>(choice.oneOf()));
          }
        });
    tree.putObject("limits").put("perHour", perHour).put("atOnce", atOnce);
    return tree.put("enabled", enabled);
  }

  /** Written as people write it, so that it is read as the same kind of number. */
  private static JsonNode number(BigDecimal number) {
    return JobJson.parse(number.toPlainString());
  }
}
