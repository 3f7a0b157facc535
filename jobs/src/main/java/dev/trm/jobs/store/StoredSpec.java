package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.JobKind;
import java.util.Map;

/**
 * A specification as the rows of jobs keep it. Solves are kept by the million, so theirs leave out
 * the model, which has a column, and what nearly all have. What a missing field means is settled
 * for all rows there are: it must never change, whatever requests leave out.
 */
final class StoredSpec {
  private static final String MODEL = "model";
  private static final ObjectNode MISSING =
      JsonNodeFactory.instance
          .objectNode()
          .put("maxCycles", 16)
          .put("trace", "full")
          .put("halt", "checked");

  private StoredSpec() {}

  /** The model that a job's column names; empty if its specification names none. */
  static String model(JsonNode spec) {
    return spec.path(MODEL).asText("");
  }

  /** What to keep of a specification. */
  static JsonNode shortened(JobKind kind, JsonNode spec) {
    if (kind != JobKind.SOLVE) {
      return spec;
    }
    ObjectNode kept = JsonNodeFactory.instance.objectNode().setAll((ObjectNode) spec);
    if (spec.path(MODEL).isTextual()) {
      kept.remove(MODEL);
    }
    for (Map.Entry<String, JsonNode> usual : MISSING.properties()) {
      if (usual.getValue().equals(spec.get(usual.getKey()))) {
        kept.remove(usual.getKey());
      }
    }
    return kept;
  }

  /**
   * The specification that was submitted.
   *
   * @param stored what was kept; older rows keep all
   * @param model the job's column
   */
  static JsonNode whole(JobKind kind, JsonNode stored, String model) {
    if (kind != JobKind.SOLVE) {
      return stored;
    }
    return MISSING.deepCopy().put(MODEL, model).setAll((ObjectNode) stored);
  }
}
