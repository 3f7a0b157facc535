package dev.trm.jobs.gate;

import dev.trm.jobs.TrainSpec;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a model, and its gate for the trainings of everybody else.
 *
 * @param owner a key's name; null if it belongs to the operators
 * @param gate null if no training of others becomes champion
 */
public record ModelPolicy(@Nullable String owner, @Nullable ModelGate gate) {

  /**
   * How a training may become the model's champion.
   *
   * @param submitter who answers for the training
   */
  public PromotionRight rightOf(String model, TrainSpec.Submitter submitter) {
    if (submitter.operator() || submitter.key().equals(owner)) {
      return new PromotionRight.OwnRules();
    }
    if (gate != null) {
      return new PromotionRight.ModelRules(gate);
    }
    return new PromotionRight.None(
        "model '"
            + model
            + "' belongs to "
            + (owner == null ? "the operators" : "key '" + owner + "'")
            + " and has no gate of its own, so key '"
            + submitter.key()
            + "' cannot promote into it");
  }
}
