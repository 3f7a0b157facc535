package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.TrainSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a checkpoint; its bytes are in the checkpoint store.
 *
 * @param id sha256 of the tensor file, hex
 * @param runId the training that wrote it; null if it was imported
 * @param full whether training can go on from it; else it holds weights only
 * @param bytes size of the file
 * @param manifest as written beside the file
 */
public record CheckpointRow(
    String id,
    @Nullable JobId runId,
    long step,
    boolean full,
    long bytes,
    JsonNode manifest,
    Instant createdAt) {
  /** What a training that goes on from it goes on from. */
  public TrainSpec.Parent parent() {
    return new TrainSpec.Parent(runId == null ? null : runId.toString(), step);
  }
}
