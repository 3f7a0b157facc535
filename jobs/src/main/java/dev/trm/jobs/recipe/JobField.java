package dev.trm.jobs.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Fields of a training job by names with dots, such as {@code training.steps}. */
public final class JobField {
  private JobField() {}

  /** Whether the job has this field, and no other fields in it. */
  public static boolean isIn(JsonNode job, String field) {
    JsonNode at = job;
    for (String part : field.split("\\.", -1)) {
      at = at.path(part);
    }
    return at.isValueNode() && !at.isMissingNode();
  }

  /** The job with the field set, and what is on the way to it made. */
  public static JsonNode with(JsonNode job, String field, JsonNode value) {
    List<String> parts = List.of(field.split("\\.", -1));
    ObjectNode changed = job.deepCopy();
    ObjectNode at = changed;
    for (String part : parts.subList(0, parts.size() - 1)) {
      JsonNode next = at.get(part);
      if (!(next instanceof ObjectNode)) {
        next = JsonNodeFactory.instance.objectNode();
        at.set(part, next);
      }
      at = (ObjectNode) next;
    }
    at.set(parts.get(parts.size() - 1), value);
    return changed;
  }
}
