package dev.trm.jobs.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.jobs.gate.GateFigures;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a sweep with a gate tells in its result for the sweep's decision.
 *
 * @param challenger of what it trained; with a speed where the champion's was measured beside
 * @param against the version that was champion then; null where nothing was compared
 * @param champion of that version, on the same held-out puzzles
 * @param gate {@link dev.trm.jobs.gate.ModelGate#fingerprint} of the model's gate whose puzzles
 *     these were; null if they were the run's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measured(
    GateFigures challenger,
    @Nullable Integer against,
    @Nullable GateFigures champion,
    @Nullable String gate) {
  /** The result's field. */
  public static final String FIELD = "measured";

  public Measured {
    if ((against == null) != (champion == null)) {
      throw new IllegalArgumentException(
          "against is " + against + ", champion is " + champion + "; both are needed, or none");
    }
  }

  /** What was measured of that version; empty if another, or none, was champion then. */
  Optional<GateFigures> champion(int version) {
    return against != null && against == version ? Optional.ofNullable(champion) : Optional.empty();
  }
}
