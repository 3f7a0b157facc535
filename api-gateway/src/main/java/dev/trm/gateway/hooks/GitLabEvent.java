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
 * Events as GitLab tells of them.
 *
 * @param recipe that it is for
 * @param key by which it is known when it comes again
 * @param id of the delivery
 */
record GitLabEvent(String recipe, String key, @Nullable String id) {
  static final String SOURCE = "gitlab";

  /**
   * Reads an event; one that starts nothing is one with a reason.
   *
   * @param name of the header {@code X-Gitlab-Event}
   * @throws dev.trm.jobs.InvalidFieldException if the body is none of such an event
   */
  CiEvent read(String name, JsonNode body) {
    Payload payload = new Payload(body);
    return switch (name) {
      case "Push Hook" -> push("push", payload);
      case "Tag Push Hook" -> push("tag_push", payload);
      case "Pipeline Hook" -> pipeline(payload);
      default ->
          event(
              origin(payload, Shown.of(name), null, null),
              Map.of(),
              "events '" + Shown.of(name) + "' start nothing");
    };
  }

  private CiEvent push(String event, Payload payload) {
    String ref = payload.ref("/ref");
    String commit = payload.commit("/after").orElse(null);
    String pushed = commit == null ? null : payload.commit("/checkout_sha").orElse(commit);
    return event(
        origin(payload, event, ref, pushed),
        Map.of(),
        commit == null ? Shown.of(ref) + " was deleted" : null);
  }

  /** A pipeline tells of each of its states; it starts something when it has passed. */
  private CiEvent pipeline(Payload payload) {
    String name = payload.text("/object_attributes/ref");
    String ref =
        payload.at("/object_attributes/tag").asBoolean() && !name.startsWith("refs/")
            ? "refs/tags/" + name
            : RunWish.fullRef(name);
    Map<String, String> inputs = new HashMap<>();
    for (JsonNode variable : payload.at("/object_attributes/variables")) {
      inputs.put(variable.path("key").asText(), variable.path("value").asText());
    }
    String status = payload.text("/object_attributes/status");
    return event(
        origin(payload, "pipeline", ref, payload.commit("/object_attributes/sha").orElse(null)),
        inputs,
        status.equals("success")
            ? null
            : "the pipeline is '" + Shown.of(status) + "', not 'success'");
  }

  private CiEvent event(RunOrigin origin, Map<String, String> inputs, @Nullable String nothing) {
    return new CiEvent(key, origin, Map.of(), inputs, nothing);
  }

  private RunOrigin origin(
      Payload payload, String event, @Nullable String ref, @Nullable String commit) {
    String repository =
        ref == null
            ? payload.firstText("/project/path_with_namespace")
            : payload.text("/project/path_with_namespace");
    return RunWish.origin(
        () ->
            new RunOrigin(
                recipe,
                SOURCE,
                event,
                id,
                repository,
                ref,
                commit,
                payload.firstText("/user_username", "/user/username"),
                payload.firstUrl("/object_attributes/url", "/commit/url", "/project/web_url")));
  }
}
