package dev.trm.gateway.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.recipe.CiEvent;
import dev.trm.jobs.recipe.RunOrigin;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asking for a run in this interface's own words. */
public final class RunWish {
  private RunWish() {}

  /**
   * Reads a wish strictly.
   *
   * @param key by which it is known when it comes again
   * @param source of the origin
   * @param id of the origin
   * @throws InvalidFieldException for the first wrong field
   */
  public static CiEvent parse(
      JsonFields fields, String recipe, String key, String source, @Nullable String id) {
    String repository = fields.textOrNull("repository");
    String ref = fields.textOrNull("ref");
    String commit = fields.textOrNull("commit");
    String actor = fields.textOrNull("actor");
    String url = fields.textOrNull("url");
    Map<String, JsonNode> set = set(fields.value("set"), "/set");
    fields.end();
    RunOrigin origin =
        origin(
            () ->
                new RunOrigin(
                    recipe,
                    source,
                    "request",
                    id,
                    repository,
                    ref == null ? null : fullRef(ref),
                    commit,
                    actor,
                    url));
    return new CiEvent(key, origin, set, Map.of(), null);
  }

  /** Fields by name; null for none. */
  public static Map<String, JsonNode> set(@Nullable JsonNode value, String pointer) {
    Map<String, JsonNode> set = new LinkedHashMap<>();
    if (value == null || value.isNull()) {
      return set;
    }
    new JsonFields(value, pointer); // refuses what is no object
    value.fields().forEachRemaining(field -> set.put(field.getKey(), field.getValue()));
    return set;
  }

  /** A branch's full name; a full name stays. */
  public static String fullRef(String ref) {
    return ref.startsWith("refs/") ? ref : "refs/heads/" + ref;
  }

  /** Makes an origin of what somebody else wrote, field errors by name. */
  public static RunOrigin origin(java.util.function.Supplier<RunOrigin> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      int end = message.indexOf(' ');
      throw new InvalidFieldException(
          "/" + (end < 0 ? message : message.substring(0, end)), message);
    }
  }
}
