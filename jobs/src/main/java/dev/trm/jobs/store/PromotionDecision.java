package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a version became its model's champion, and why. There is one for each run or sweep, ever.
 *
 * @param subject the run or the sweep that was judged
 * @param version what was judged; null if the subject made nothing to judge
 * @param champion the version that had the alias until then; null if none had
 * @param reason for people, with the figures compared
 * @param gate an array, one {@link dev.trm.jobs.gate.GateVerdict} for each criterion; empty where
 *     nothing was compared
 */
public record PromotionDecision(
    UUID subject,
    String model,
    @Nullable Integer version,
    @Nullable Integer champion,
    boolean promoted,
    String reason,
    JsonNode gate) {

  public PromotionDecision {
    if (promoted && version == null) {
      throw new IllegalArgumentException("version is null; there is nothing to promote");
    }
  }
}
