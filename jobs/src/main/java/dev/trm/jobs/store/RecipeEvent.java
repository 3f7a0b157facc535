package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.recipe.RunOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that was accepted, and what came of it.
 *
 * @param n newer ones have greater numbers
 * @param run what it started; null where nothing was
 * @param ignored why nothing was; null where something was
 */
public record RecipeEvent(
    long n, Instant at, RunOrigin origin, @Nullable JobId run, @Nullable String ignored) {}
