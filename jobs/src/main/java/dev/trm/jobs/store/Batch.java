package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * Solves that were submitted together.
 *
 * @param accepted lines that became jobs
 * @param refused lines that did not
 * @param problems an array: what was wrong with the first refused lines
 * @param complete whether the upload was read to its end
 */
public record Batch(
    UUID id,
    String submittedBy,
    int accepted,
    int refused,
    JsonNode problems,
    boolean complete,
    Instant createdAt) {}
