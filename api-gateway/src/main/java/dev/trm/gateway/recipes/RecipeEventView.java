package dev.trm.gateway.recipes;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.RecipeEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that was accepted.
 *
 * @param run what it started
 * @param ignored why it started nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RecipeEventView(
    long n, Instant at, RunOrigin origin, @Nullable String run, @Nullable String ignored) {
  static RecipeEventView of(RecipeEvent event) {
    return new RecipeEventView(
        event.n(),
        event.at(),
        event.origin(),
        event.run() == null ? null : event.run().toString(),
        event.ignored());
  }
}
