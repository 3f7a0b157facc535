package dev.trm.jobs.store;

import dev.trm.jobs.sweep.CombinationVerdict;
import java.time.Instant;
import java.util.List;

/**
 * What a sweep's gate decided, and why.
 *
 * @param combinations what it said of each, in the order of the request
 */
public record SweepDecision(
    PromotionDecision made, List<CombinationVerdict> combinations, Instant at) {
  public SweepDecision {
    combinations = List.copyOf(combinations);
  }
}
