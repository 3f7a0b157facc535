package dev.trm.jobs.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authentic event, whatever its host calls its parts.
 *
 * @param key by which it is known when it comes again; events of one recipe with the same key are
 *     the same event
 * @param set fields of the training job by their names such as {@code training.steps}
 * @param inputs texts by names that may be fields', with {@code _} for the dot, or may mean
 *     something else to somebody else
 * @param nothing why there is nothing to run for, such as that a branch was deleted; null where
 *     there may be
 */
public record CiEvent(
    String key,
    RunOrigin origin,
    Map<String, JsonNode> set,
    Map<String, String> inputs,
    @Nullable String nothing) {
  public CiEvent {
    set = Map.copyOf(set);
    inputs = Map.copyOf(inputs);
  }
}
