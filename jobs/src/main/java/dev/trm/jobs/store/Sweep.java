package dev.trm.jobs.store;

import dev.trm.jobs.TrainSpec;
import java.time.Instant;
import java.util.UUID;

/**
 * Trainings over values, submitted together.
 *
 * @param model the name that all of them register their results under
 * @param promotion the sweep's gate; {@code never} if it promotes nothing
 * @param byOperator whether its submitter was an operator then
 */
public record Sweep(
    UUID id,
    String model,
    String submittedBy,
    Instant createdAt,
    TrainSpec.Promotion promotion,
    boolean byOperator) {

  /** Who answers for its promotion. */
  public TrainSpec.Submitter submitter() {
    return new TrainSpec.Submitter(submittedBy, byOperator);
  }
}
