package dev.trm.jobs.store;

import java.time.Instant;

/**
 * Somebody wants a training to stop at its next step.
 *
 * @param actor who
 */
public record StopWish(String actor, Instant at) {}
