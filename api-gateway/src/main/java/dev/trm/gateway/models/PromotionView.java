package dev.trm.gateway.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a gate decided.
 *
 * @param version that was judged
 * @param champion the version that had the alias until then; absent if none had
 * @param by the run or the sweep that it was decided for
 * @param gate what was judged, each rule by itself: figures of both, allowed, passed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PromotionView(
    @Nullable Integer version,
    @Nullable Integer champion,
    boolean promoted,
    String reason,
    JsonNode gate,
    String by,
    Instant at) {
  static PromotionView of(PromotionEntity row) {
    return new PromotionView(
        row.version,
        row.champion,
        row.promoted,
        row.reason,
        JobJson.parse(row.gate),
        row.actor,
        row.at);
  }
}
