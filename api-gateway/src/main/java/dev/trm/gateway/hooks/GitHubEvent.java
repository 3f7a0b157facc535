package dev.trm.gateway.hooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.recipes.RunWish;
import dev.trm.jobs.Shown;
import dev.trm.jobs.recipe.CiEvent;
import dev.trm.jobs.recipe.RunOrigin;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as GitHub tells of them, and those that speak its language.
 *
 * @param recipe that it is for
 * @param key by which it is known when it comes again
 * @param delivery of the header {@code X-GitHub-Delivery}
 */
record GitHubEvent(String recipe, String key, @Nullable String delivery) {
  static final String SOURCE = "github";

  /**
   * Reads an event; one that starts nothing is one with a reason.
   *
   * @param name of the header {@code X-GitHub-Event}
   * @throws dev.trm.jobs.InvalidFieldException if the body is none of such an event
   */
  CiEvent read(String name, JsonNode body) {
    Payload payload = new Payload(body);
    return switch (name) {
      case "push" -> push(payload);
      case "workflow_dispatch" -> workflow(payload);
      case "repository_dispatch" -> dispatch(payload);
      default ->
          event(
              origin(payload, Shown.of(name), null, null),
              Map.of(),
              Map.of(),
              "events '" + Shown.of(name) + "' start nothing");
    };
  }

  private CiEvent push(Payload payload) {
    String ref = payload.ref("/ref");
    String commit = payload.commit("/after").orElse(null);
    boolean deleted = payload.at("/deleted").asBoolean() || commit == null;
    return event(
        origin(payload, "push", ref, commit),
        Map.of(),
        Map.of(),
        deleted ? Shown.of(ref) + " was deleted" : null);
  }

  /** Its inputs have no dots in their names, and are all texts. */
  private CiEvent workflow(Payload payload) {
    Map<String, String> inputs = new HashMap<>();
    payload
        .at("/inputs")
        .fields()
        .forEachRemaining(
            input -> {
              if (input.getValue().isValueNode() && !input.getValue().isNull()) {
                inputs.put(input.getKey(), input.getValue().asText());
              }
            });
    return event(
        origin(payload, "workflow_dispatch", payload.ref("/ref"), null), Map.of(), inputs, null);
  }

  /** What whoever dispatched it wrote is in {@code client_payload}: ref, commit and set. */
  private CiEvent dispatch(Payload payload) {
    String ref =
        payload.firstText("/client_payload/ref") == null
            ? payload.ref("/branch")
            : payload.ref("/client_payload/ref");
    String commit = payload.firstText("/client_payload/commit", "/client_payload/sha");
    JsonNode set = payload.at("/client_payload/set");
    return event(
        origin(payload, "repository_dispatch", ref, commit),
        RunWish.set(set.isMissingNode() ? null : set, "/client_payload/set"),
        Map.of(),
        null);
  }

  private CiEvent event(
      RunOrigin origin,
      Map<String, JsonNode> set,
      Map<String, String> inputs,
      @Nullable String nothing) {
    return new CiEvent(key, origin, set, inputs, nothing);
  }

  private RunOrigin origin(
      Payload payload, String event, @Nullable String ref, @Nullable String commit) {
    String repository =
        ref == null
            ? payload.firstText("/repository/full_name")
            : payload.text("/repository/full_name");
    return RunWish.origin(
        () ->
            new RunOrigin(
                recipe,
                SOURCE,
                event,
                delivery,
                repository,
                ref,
                commit,
                payload.firstText("/sender/login", "/pusher/name"),
                payload.firstUrl("/head_commit/url", "/compare", "/repository/html_url")));
  }
}
