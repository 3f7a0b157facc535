package dev.trm.jobs.gate;

import dev.trm.audit.Sha256;
import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.KnownDatasets;
import dev.trm.jobs.TrainSpec;

/**
 * A model's own gate, which an operator sets: it alone decides whether a training of a key that
 * does not own the model becomes the champion.
 *
 * @param promotion the rules; they compare, so the gate is {@code better}
 * @param evaluation the data whose held-out puzzles champion and challenger are evaluated on,
 *     whatever the challenger was trained on
 */
public record ModelGate(TrainSpec.Promotion promotion, DatasetSpec evaluation) {
  public ModelGate {
    if (promotion.comparesNothing() || promotion.promotesNothing()) {
      throw new IllegalArgumentException(
          "gate is '" + promotion.gate() + "'; a model's own gate is 'better'");
    }
  }

  /**
   * Reads a request strictly.
   *
   * @throws InvalidFieldException for the first wrong field
   */
  public static ModelGate parse(JsonFields fields, KnownDatasets datasets) {
    if (!fields.has("evaluation")) {
      throw fields.wrong(
          "evaluation",
          "evaluation is missing; it names the data whose held-out puzzles decide, as dataset does"
              + " for a training");
    }
    JsonFields rules = fields.object("promotion");
    TrainSpec.Promotion promotion = TrainSpec.Promotion.parse(rules);
    if (promotion.comparesNothing() || promotion.promotesNothing()) {
      throw rules.wrong(
          "gate",
          "gate is '"
              + promotion.gate()
              + "'; a model's own gate compares, so it is 'better'; without a gate nobody but the"
              + " owner and operators can promote");
    }
    ModelGate gate =
        new ModelGate(promotion, DatasetSpec.parse(fields.object("evaluation"), datasets));
    fields.end();
    return gate;
  }

  /** Names rules and data: equal for equal gates only. */
  public String fingerprint() {
    return Sha256.hex(JobJson.write(this));
  }
}
