package dev.trm.jobs.store;

import java.time.Instant;
import java.util.UUID;

/**
 * Trainings over values, submitted together.
 *
 * @param model the name that all of them register their results under
 */
public record Sweep(UUID id, String model, String submittedBy, Instant createdAt) {}
