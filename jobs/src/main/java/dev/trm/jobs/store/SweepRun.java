package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import org.jspecify.annotations.Nullable;

/**
 * One training of a sweep.
 *
 * @param values of the fields that are swept over, an object
 * @param state null if the job was removed since, by retention
 * @param accuracy share of held-out puzzles right, 0 to 1; null before the run has succeeded
 * @param version what it registered; null before
 */
public record SweepRun(
    JobId run,
    JsonNode values,
    @Nullable JobState state,
    @Nullable Double accuracy,
    @Nullable String version) {}
