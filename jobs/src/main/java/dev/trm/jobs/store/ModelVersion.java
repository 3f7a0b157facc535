package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registered version of a model.
 *
 * @param version counted from 1
 * @param checkpointId sha256 of its weights
 * @param metrics what its evaluation measured
 * @param runId the training it comes from; null if it was imported
 * @param aliases that point at it now
 */
public record ModelVersion(
    String model,
    int version,
    String checkpointId,
    JsonNode metrics,
    @Nullable JobId runId,
    Instant createdAt,
    List<String> aliases) {
  /** "name@version". */
  public String reference() {
    return model + "@" + version;
  }
}
