package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.ModelGate;
import dev.trm.jobs.gate.PromotionRight;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.PromotionDecision;
import dev.trm.jobs.store.Sweep;
import dev.trm.jobs.store.Sweeps;
import dev.trm.jobs.sweep.Measured;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers the model version of a run and moves the champion alias if the gate allows it: the
 * run's own gate for the model's owner and operators, the model's gate for all other keys. The
 * decision on a run is made once: a retry after the decision keeps it. A run of a sweep with a gate
 * moves no alias: it is compared with the champion, and the sweep decides when all of its runs have
 * ended.
 */
final class Promotion {
  private static final String LEFT_TO_SWEEP = "its sweep decides";

  private final ModelRegistry registry;
  private final Sweeps sweeps;
  private final Contest contest;

  Promotion(ModelRegistry registry, Sweeps sweeps, Contest contest) {
    this.registry = registry;
    this.sweeps = sweeps;
    this.contest = contest;
  }

  /**
   * A decision on a run.
   *
   * @param gate an array, one verdict for each rule; empty if nothing was compared
   * @param compared null if nothing was compared
   * @param measured for the decision of the run's sweep; null if there is none
   */
  record Decision(
      ModelVersion version,
      boolean promoted,
      String reason,
      JsonNode gate,
      Contest.@Nullable Compared compared,
      @Nullable Measured measured) {

    static Decision of(
        ModelVersion version, PromotionDecision made, Contest.@Nullable Compared compared) {
      return new Decision(version, made.promoted(), made.reason(), made.gate(), compared, null);
    }
  }

  /**
   * @return empty if the claim was lost, or if it was stopped before the champion was evaluated; no
   *     alias was moved in that case
   */
  Optional<Decision> decide(
      TrainSpec spec,
      Claim claim,
      String checkpointId,
      TrainingSession.Trained trained,
      JsonNode report,
      BooleanSupplier stop)
      throws IOException {
    ModelVersion version =
        registry.register(claim, spec.model(), checkpointId, report).orElse(null);
    if (version == null) {
      return Optional.empty();
    }
    Contest.Challenger challenger =
        new Contest.Challenger(
            version, trained.weights(), trained.evaluation(), trained.data(), trained.compute());
    Sweep sweep = sweeps.gated(claim.id()).orElse(null);
    return sweep == null
        ? decide(spec, claim, challenger, stop)
        : measure(spec, sweep, challenger, stop);
  }

  private Optional<Decision> decide(
      TrainSpec spec, Claim claim, Contest.Challenger challenger, BooleanSupplier stop)
      throws IOException {
    ModelVersion version = challenger.version();
    UUID run = claim.id().value();
    while (true) {
      PromotionDecision before = registry.decision(run).orElse(null);
      Optional<ModelVersion> champion =
          before == null ? registry.resolve(spec.model()) : champion(before);
      PromotionRight right =
          registry.right(spec.model(), spec.promotedBy(claim.job().submittedBy()));
      Contest.Verdict verdict = judge(spec, right, champion, challenger, stop).orElse(null);
      if (verdict == null) {
        return Optional.empty();
      }
      if (before != null) {
        return Optional.of(Decision.of(version, before, verdict.compared()));
      }
      PromotionDecision made =
          verdict.decision(run, version, champion.map(ModelVersion::version).orElse(null));
      switch (registry.decide(claim, made, right)) {
        case NOTED:
          return Optional.of(Decision.of(version, made, verdict.compared()));
        case NOT_OURS:
          return Optional.empty();
        case OUTDATED:
          // Another run became champion during the comparison, or the model's owner or gate
          // changed.
          break;
      }
    }
  }

  private Optional<Contest.Verdict> judge(
      TrainSpec spec,
      PromotionRight right,
      Optional<ModelVersion> champion,
      Contest.Challenger challenger,
      BooleanSupplier stop)
      throws IOException {
    TrainSpec.Promotion own = spec.promotion();
    if (own.promotesNothing() || right instanceof PromotionRight.OwnRules) {
      return contest.judge(spec, own, champion, challenger, stop);
    }
    return right instanceof PromotionRight.ModelRules rules
        ? contest.judge(spec, rules.gate(), champion, challenger, stop)
        : Optional.of(new Contest.Verdict(false, ((PromotionRight.None) right).why()));
  }

  private Optional<Decision> measure(
      TrainSpec spec, Sweep sweep, Contest.Challenger challenger, BooleanSupplier stop)
      throws IOException {
    PromotionRight right = registry.right(spec.model(), sweep.submitter());
    return right instanceof PromotionRight.ModelRules rules
        ? measure(spec, rules.gate(), challenger, stop)
        : measure(spec, sweep.promotion(), null, challenger, stop);
  }

  private Optional<Decision> measure(
      TrainSpec spec, ModelGate gate, Contest.Challenger challenger, BooleanSupplier stop)
      throws IOException {
    Contest.Entry entry = contest.enter(spec, gate, challenger, stop).orElse(null);
    if (entry == null) {
      return Optional.empty();
    }
    Contest.Challenger entered = entry.challenger();
    return entered == null
        ? Optional.of(
            leftToSweep(
                challenger, new Contest.Verdict(false, entry.refusal()), gate.fingerprint()))
        : measure(spec, gate.promotion(), gate.fingerprint(), entered, stop);
  }

  /**
   * @param gate the model's, on whose puzzles the challenger was evaluated; null for its own
   */
  private Optional<Decision> measure(
      TrainSpec spec,
      TrainSpec.Promotion rules,
      @Nullable String gate,
      Contest.Challenger challenger,
      BooleanSupplier stop)
      throws IOException {
    ModelVersion champion = registry.resolve(spec.model()).orElse(null);
    if (champion == null || rules.comparesNothing()) {
      return Optional.of(
          new Decision(
              challenger.version(),
              false,
              LEFT_TO_SWEEP,
              JobJson.tree(List.of()),
              null,
              new Measured(challenger.evaluation().figures(), null, null, gate)));
    }
    return contest
        .compare(spec, rules, champion, challenger, stop)
        .map(verdict -> leftToSweep(challenger, verdict, gate));
  }

  private static Decision leftToSweep(
      Contest.Challenger challenger, Contest.Verdict verdict, @Nullable String gate) {
    Contest.Compared compared = verdict.compared();
    return new Decision(
        challenger.version(),
        false,
        LEFT_TO_SWEEP + "; alone: " + verdict.reason(),
        JobJson.tree(verdict.gate()),
        compared,
        compared == null
            ? new Measured(challenger.evaluation().figures(), null, null, gate)
            : new Measured(compared.now(), compared.champion().version(), compared.before(), gate));
  }

  private Optional<ModelVersion> champion(PromotionDecision before) {
    Integer champion = before.champion();
    return champion == null ? Optional.empty() : registry.resolve(before.model() + "@" + champion);
  }
}
