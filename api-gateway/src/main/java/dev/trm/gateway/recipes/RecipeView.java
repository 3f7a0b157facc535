package dev.trm.gateway.recipes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.secrets.SigningSecret;
import dev.trm.jobs.store.Recipe;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recipe as callers see it; what was put is in it unchanged.
 *
 * @param secret what events are signed with; shown by the answer that made it, by none after
 * @param oldSecretUntil until when the secret before is accepted too
 * @param by whose the runs are that events start
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RecipeView(
    String name,
    JsonNode job,
    JsonNode on,
    JsonNode overrides,
    JsonNode limits,
    boolean enabled,
    @Nullable String secret,
    @Nullable Instant oldSecretUntil,
    String by,
    Instant createdAt,
    Instant changedAt,
    Map<String, String> links) {

  static RecipeView of(Recipe recipe, byte @Nullable [] secret) {
    JsonNode plan = recipe.plan().tree();
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", path(recipe.name()));
    links.put("hook", "/v1/hooks/ci/" + recipe.name());
    links.put("runs", path(recipe.name()) + "/runs");
    links.put("events", path(recipe.name()) + "/events");
    return new RecipeView(
        recipe.name(),
        plan.path("job"),
        plan.path("on"),
        plan.path("overrides"),
        plan.path("limits"),
        recipe.plan().enabled(),
        secret == null ? null : SigningSecret.shown(secret),
        recipe.oldSecretUntil(),
        recipe.actor(),
        recipe.createdAt(),
        recipe.changedAt(),
        links);
  }

  static String path(String name) {
    return "/v1/recipes/" + name;
  }
}
