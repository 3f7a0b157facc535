package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.RunStore;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.grid.GridLayout;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers what a run has made and moves the champion's alias if the gate allows it: the champion
 * is judged anew on the run's own held-out puzzles, so that both figures mean the same.
 */
final class Promotion {
  private final ModelRegistry registry;
  private final RunStore runs;
  private final CheckpointStore checkpoints;

  Promotion(ModelRegistry registry, RunStore runs, CheckpointStore checkpoints) {
    this.registry = registry;
    this.runs = runs;
    this.checkpoints = checkpoints;
  }

  /**
   * What was decided.
   *
   * @param reason for people, with the figures compared
   * @param champion what it was compared with; null where nothing was compared
   */
  record Decision(
      ModelVersion version, boolean promoted, String reason, @Nullable Judged champion) {}

  /** A version judged on the run's held-out puzzles. */
  record Judged(ModelVersion version, Evaluation evaluation) {}

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
    Optional<ModelVersion> champion = registry.resolve(spec.model());
    Optional<ModelVersion> registered =
        registry.register(claim, spec.model(), checkpointId, report);
    if (registered.isEmpty()) {
      return Optional.empty();
    }
    ModelVersion version = registered.get();
    Verdict verdict = judge(spec, champion, version, trained, stop).orElse(null);
    if (verdict == null) {
      return Optional.empty();
    }
    if (verdict.passed()
        && !registry.moveAlias(
            claim, spec.model(), ModelRegistry.CHAMPION, version.version(), verdict.reason())) {
      return Optional.empty();
    }
    return Optional.of(
        new Decision(version, verdict.passed(), verdict.reason(), verdict.champion()));
  }

  private record Verdict(boolean passed, String reason, @Nullable Judged champion) {
    Verdict(boolean passed, String reason) {
      this(passed, reason, null);
    }
  }

  private Optional<Verdict> judge(
      TrainSpec spec,
      Optional<ModelVersion> champion,
      ModelVersion version,
      TrainingSession.Trained trained,
      BooleanSupplier stop)
      throws IOException {
    if (champion.isEmpty()) {
      return Optional.of(
          spec.promotion().gate().equals("never")
              ? new Verdict(false, "the gate is 'never'")
              : new Verdict(true, "the first version of " + spec.model()));
    }
    ModelVersion before = champion.get();
    if (before.version() == version.version()) {
      return Optional.of(new Verdict(true, "already the champion"));
    }
    switch (spec.promotion().gate()) {
      case "never":
        return Optional.of(new Verdict(false, "the gate is 'never'"));
      case "always":
        return Optional.of(new Verdict(true, "the gate is 'always'"));
      default:
        return compare(spec, before, trained, stop);
    }
  }

  private Optional<Verdict> compare(
      TrainSpec spec, ModelVersion before, TrainingSession.Trained trained, BooleanSupplier stop)
      throws IOException {
    TrmWeights weights = TrmWeights.read(checkpoints.get(before.checkpointId()));
    if (!comparable(spec, before, weights.config(), trained)) {
      return Optional.of(
          new Verdict(
              false,
              "the champion " + before.reference() + " is for other puzzles; not comparable"));
    }
    return new Evaluator(weights.config().maxCycles(), trained.compute())
        .evaluate(weights, trained.data().kind(), trained.data().heldOut(), stop)
        .map(judged -> verdict(spec, before, judged, trained));
  }

  private static Verdict verdict(
      TrainSpec spec, ModelVersion before, Evaluation judged, TrainingSession.Trained trained) {
    double old = judged.accuracy();
    double now = trained.evaluation().accuracy();
    double margin = spec.promotion().margin();
    return new Verdict(
        now > old + margin,
        String.format(
            Locale.ROOT,
            "accuracy %.4f against %.4f of %s, margin %.4f, on %d held-out puzzles",
            now,
            old,
            before.reference(),
            margin,
            trained.data().heldOut().size()),
        new Judged(before, judged));
  }

  /**
   * Whether the champion takes the held-out puzzles as they are. Where a row of the puzzle
   * embedding stands for a task, only a model of the same tasks knows which is which.
   */
  private boolean comparable(
      TrainSpec spec, ModelVersion before, TrmConfig config, TrainingSession.Trained trained) {
    TrmConfig now = trained.weights().config();
    JsonNode manifest =
        runs.findCheckpoint(before.checkpointId())
            .map(CheckpointRow::manifest)
            .orElse(MissingNode.getInstance());
    GridLayout layout = trained.data().layout();
    boolean alike =
        config.sequenceLength() == now.sequenceLength()
            && config.vocabulary() == now.vocabulary()
            && (layout == null
                || manifest.path("layout").isMissingNode()
                || manifest.path("layout").equals(layout.json()));
    boolean manyTasks = config.puzzleIds() > 1 || now.puzzleIds() > 1;
    return alike && (!manyTasks || manifest.path("dataset").equals(JobJson.tree(spec.dataset())));
  }
}
