package dev.trm.jobs.store;

import dev.trm.jobs.recipe.RecipePlan;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recipe as it is stored, without its secret.
 *
 * @param id its secrets are sealed for this
 * @param actor who put it last, and whose the runs are that events start
 * @param oldSecretUntil until when the secret before is accepted too, if there is one
 */
public record Recipe(
    UUID id,
    String name,
    RecipePlan plan,
    String actor,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant oldSecretUntil) {}
