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
    @Nullable Decision decision,
    String link) {

  /**
   * What the sweep's gate decided.
   *
   * @param version that is promoted; absent if none is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Decision(SweepDecisionState state, @Nullable Integer version) {}

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

  private static Decision decision(@Nullable PromotionDecision decided) {
    if (decided == null) {
      return new Decision(SweepDecisionState.PENDING, null);
    }
    return decided.promoted()
        ? new Decision(SweepDecisionState.PROMOTED, decided.version())
        : new Decision(SweepDecisionState.REFUSED, null);
  }
}
