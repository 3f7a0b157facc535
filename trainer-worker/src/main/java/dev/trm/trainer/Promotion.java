package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
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
 * Registers what a run has made and moves the champion's alias if the gate allows it. A run is
 * decided about once: one that is tried again after the decision keeps it. A run of a sweep with a
 * gate moves nothing: it is compared with the champion, and the sweep decides when all of its runs
 * have ended.
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
   * What was decided.
   *
   * @param gate an array, one verdict for each rule; empty where nothing was compared
   * @param compared null where nothing was
   * @param measured for the decision of the run's sweep; null where there is none
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
   * @return empty if the job is no longer this worker's, or if it was stopped before the champion
   *     was judged; no alias was moved then
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
        : measure(spec, sweep.promotion(), challenger, stop);
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
      Contest.Verdict verdict =
          contest.judge(spec, spec.promotion(), champion, challenger, stop).orElse(null);
      if (verdict == null) {
        return Optional.empty();
      }
      if (before != null) {
        return Optional.of(Decision.of(version, before, verdict.compared()));
      }
      PromotionDecision made =
          verdict.decision(run, version, champion.map(ModelVersion::version).orElse(null));
      switch (registry.decide(claim, made)) {
        case NOTED:
          return Optional.of(Decision.of(version, made, verdict.compared()));
        case NOT_OURS:
          return Optional.empty();
        case CHAMPION_MOVED:
          // Another run became champion while this one was compared with the one before.
          break;
      }
    }
  }

  private Optional<Decision> measure(
      TrainSpec spec,
      TrainSpec.Promotion rules,
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
              new Measured(challenger.evaluation().figures(), null, null)));
    }
    return contest
        .compare(spec, rules, champion, challenger, stop)
        .map(verdict -> leftToSweep(challenger, verdict));
  }

  private static Decision leftToSweep(Contest.Challenger challenger, Contest.Verdict verdict) {
    Contest.Compared compared = verdict.compared();
    return new Decision(
        challenger.version(),
        false,
        LEFT_TO_SWEEP + "; alone: " + verdict.reason(),
        JobJson.tree(verdict.gate()),
        compared,
        compared == null
            ? new Measured(challenger.evaluation().figures(), null, null)
            : new Measured(compared.now(), compared.champion().version(), compared.before()));
  }

  private Optional<ModelVersion> champion(PromotionDecision before) {
    Integer champion = before.champion();
    return champion == null ? Optional.empty() : registry.resolve(before.model() + "@" + champion);
  }
}
