package dev.trm.gateway.training;

import dev.trm.gateway.access.Caller;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.PromotionRight;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.sweep.SweepPlan;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Refuses a training whose caller has no right to the promotion that it asks for. The registry
 * decides again when the training has ended; this spares the caller the training.
 */
@Singleton
final class PromotionRights {
  private final ModelRegistry registry;

  @Inject
  PromotionRights(ModelRegistry registry) {
    this.registry = registry;
  }

  /**
   * The training as it is submitted: with the gate that decides, promoted by the caller's right.
   *
   * @throws ProblemException 403 if the caller may not promote so into that model
   */
  TrainSpec admit(TrainSpec spec, Caller caller) {
    return spec.promoted(gate(spec.model(), spec.promotion(), caller))
        .promotedBy(caller.submitter());
  }

  /** As above. */
  SweepPlan admit(SweepPlan plan, Caller caller) {
    return plan.promoted(gate(plan.model(), plan.promotion(), caller), caller.submitter());
  }

  private TrainSpec.Promotion gate(String model, TrainSpec.Promotion asked, Caller caller) {
    PromotionRight right = registry.right(model, caller.submitter());
    if (asked.promotesNothing() || right instanceof PromotionRight.OwnRules) {
      return asked;
    }
    if (right instanceof PromotionRight.None none) {
      throw refused(
          none.why()
              + "; submit it with promotion {\"gate\": \"never\"} or as another model, or ask an"
              + " operator to give the model a gate (PUT /v1/models/"
              + model
              + "/policy)");
    }
    TrainSpec.Promotion rules = ((PromotionRight.ModelRules) right).gate().promotion();
    if (!asked.equals(TrainSpec.Promotion.USUAL) && !asked.equals(rules)) {
      throw refused(
          "model '"
              + model
              + "' is not of key '"
              + caller.name()
              + "', so its own gate decides, "
              + JobJson.write(rules)
              + "; leave promotion out, or set its gate to 'never'");
    }
    return rules;
  }

  private static ProblemException refused(String why) {
    return new ProblemException(Problem.of(403, "promotion: " + why + "."));
  }
}
