package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.PromotionDecision;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers what a run has made and moves the champion's alias if the gate allows it. A run is
 * decided about once: one that is tried again after the decision keeps it.
 */
final class Promotion {
  private final ModelRegistry registry;
  private final Contest contest;

  Promotion(ModelRegistry registry, Contest contest) {
    this.registry = registry;
    this.contest = contest;
  }

  /**
   * What was decided.
   *
   * @param champion what the version was compared with; null where nothing was compared
   */
  record Decision(
      ModelVersion version, PromotionDecision made, Contest.@Nullable Judged champion) {}

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
    UUID run = claim.id().value();
    Contest.Challenger challenger =
        new Contest.Challenger(
            version,
            trained.weights(),
            trained.evaluation(),
            trained.evaluation().accuracy(),
            "",
            trained.data(),
            trained.compute());
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
        return Optional.of(new Decision(version, before, verdict.champion()));
      }
      PromotionDecision made =
          verdict.decision(run, version, champion.map(ModelVersion::version).orElse(null));
      switch (registry.decide(claim, made)) {
        case NOTED:
          return Optional.of(new Decision(version, made, verdict.champion()));
        case NOT_OURS:
          return Optional.empty();
        case CHAMPION_MOVED:
          // Another run became champion while this one was compared with the one before.
          break;
      }
    }
  }

  private Optional<ModelVersion> champion(PromotionDecision before) {
    Integer champion = before.champion();
    return champion == null ? Optional.empty() : registry.resolve(before.model() + "@" + champion);
  }
}
