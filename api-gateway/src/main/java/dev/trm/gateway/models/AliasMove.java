package dev.trm.gateway.models;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One move of an alias.
 *
 * @param from the version it pointed at; null if it is new
 */
record AliasMove(
    String model,
    String alias,
    @Nullable Integer from,
    int to,
    String actor,
    @Nullable String reason,
    Instant at) {}
