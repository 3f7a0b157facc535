package dev.trm.gateway.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.store.CheckpointRow;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as callers see it.
 *
 * @param id SHA-256 of its file
 * @param resumable whether training can go on from it; else it holds weights only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckpointView(
    String id,
    @Nullable String run,
    long step,
    boolean resumable,
    long bytes,
    JsonNode manifest,
    Instant createdAt,
    Map<String, String> links) {

  /** The row's view. */
  public static CheckpointView of(CheckpointRow row) {
    String self = "/v1/checkpoints/" + row.id();
    return new CheckpointView(
        row.id(),
        row.runId() == null ? null : row.runId().toString(),
        row.step(),
        row.full(),
        row.bytes(),
        row.manifest(),
        row.createdAt(),
        Map.of("self", self, "file", self + "/file"));
  }
}
