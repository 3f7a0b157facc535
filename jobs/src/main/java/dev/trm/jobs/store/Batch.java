package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Solves that were submitted together.
 *
 * @param accepted lines that became jobs
 * @param refused lines that did not
 * @param problems an array: what was wrong with the first refused lines
 * @param notTakenFrom from this line on nothing was taken, because the queue was full; null: all
 *     was
 * @param complete whether the upload was read to its end
 */
public record Batch(
    UUID id,
    String submittedBy,
    int accepted,
    int refused,
    JsonNode problems,
    @Nullable Integer notTakenFrom,
    boolean complete,
    Instant createdAt) {}
