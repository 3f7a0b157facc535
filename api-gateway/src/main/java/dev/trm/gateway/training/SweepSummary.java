package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.jobs.store.PromotionDecision;
import dev.trm.jobs.store.Sweep;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sweep in a list.
 *
 * @param decision of its gate, in short; absent if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SweepSummary(
    String id,
    String model,
    String submittedBy,
    Instant createdAt,
    @Nullable Decided decision,
    String link) {

  /**
   * What the sweep's gate decided.
   *
   * @param version that is promoted; absent if none is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Decided(SweepDecisionState state, @Nullable Integer version) {}

  /**
   * @param decided null while nothing is
   */
  static SweepSummary of(Sweep sweep, @Nullable PromotionDecision decided) {
    return new SweepSummary(
        sweep.id().toString(),
        sweep.model(),
        sweep.submittedBy(),
        sweep.createdAt(),
        sweep.promotion().promotesNothing() ? null : decision(decided),
        "/v1/sweeps/" + sweep.id());
  }

  private static Decided decision(@Nullable PromotionDecision decided) {
    if (decided == null) {
      return new Decided(SweepDecisionState.PENDING, null);
    }
    return decided.promoted()
        ? new Decided(SweepDecisionState.PROMOTED, decided.version())
        : new Decided(SweepDecisionState.REFUSED, null);
  }
}
