package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.gate.Gate;
import dev.trm.jobs.gate.GateFigures;
import dev.trm.jobs.gate.GateVerdict;
import dev.trm.jobs.gate.ModelGate;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.PromotionDecision;
import dev.trm.jobs.store.RunStore;
import dev.trm.model.Compute;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.puzzles.grid.GridLayout;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares a challenger with the champion. Both are evaluated on the same held-out puzzles, so that
 * their figures are comparable: the challenger's own, or those of the model's promotion gate.
 */
final class Contest {
  private final RunStore runs;
  private final CheckpointStore checkpoints;
  private final DataLoader data;

  Contest(RunStore runs, CheckpointStore checkpoints, DataLoader data) {
    this.runs = runs;
    this.checkpoints = checkpoints;
    this.data = data;
  }

  /**
   * A candidate for promotion.
   *
   * @param evaluation on all of the held-out puzzles
   * @param compute where both are measured, with the precision resolved
   */
  record Challenger(
      ModelVersion version,
      TrmWeights weights,
      Evaluation evaluation,
      TrainingData data,
      Compute compute) {}

  /**
   * The champion's results on the challenger's held-out puzzles.
   *
   * @param before the figures of the champion
   * @param now the figures of the challenger
   */
  record Compared(
      ModelVersion champion, Evaluation evaluation, GateFigures before, GateFigures now) {}

  /**
   * The verdict of the gate.
   *
   * @param reason for people, with the compared figures
   * @param gate one for each criterion; empty if nothing was compared
   * @param compared null if nothing was compared
   */
  record Verdict(
      boolean passed, String reason, List<GateVerdict> gate, @Nullable Compared compared) {
    Verdict(boolean passed, String reason) {
      this(passed, reason, List.of(), null);
    }

    /** The decision to record. */
    PromotionDecision decision(UUID subject, ModelVersion version, @Nullable Integer champion) {
      return new PromotionDecision(
          subject,
          version.model(),
          version.version(),
          champion,
          passed,
          reason,
          JobJson.tree(gate));
    }
  }

  /**
   * Judges a challenger by its run's own gate.
   *
   * @param champion empty if the model has none
   * @param stop checked before every cycle of the champion
   * @return empty if it was stopped
   * @throws IOException if the champion's weights cannot be read
   */
  Optional<Verdict> judge(
      TrainSpec spec,
      TrainSpec.Promotion rules,
      Optional<ModelVersion> champion,
      Challenger challenger,
      BooleanSupplier stop)
      throws IOException {
    if (rules.promotesNothing()) {
      return Optional.of(new Verdict(false, "the gate is 'never'"));
    }
    if (champion.isEmpty()) {
      return Optional.of(first(spec, rules, challenger));
    }
    ModelVersion before = champion.get();
    if (before.version() == challenger.version().version()) {
      return Optional.of(new Verdict(true, "already the champion"));
    }
    return rules.comparesNothing()
        ? Optional.of(new Verdict(true, "the gate is 'always'"))
        : compare(spec, rules, before, challenger, stop);
  }

  /** Like the method above, by the model's own gate and on its puzzles. */
  Optional<Verdict> judge(
      TrainSpec spec,
      ModelGate gate,
      Optional<ModelVersion> champion,
      Challenger challenger,
      BooleanSupplier stop)
      throws IOException {
    Entry entry = enter(spec, gate, challenger, stop).orElse(null);
    if (entry == null) {
      return Optional.empty();
    }
    Challenger entered = entry.challenger();
    return entered == null
        ? Optional.of(new Verdict(false, entry.refusal()))
        : judge(spec, gate.promotion(), champion, entered, stop);
  }

  /**
   * A challenger for a contest by the model's gate, or the reason why it cannot take part.
   *
   * @param challenger evaluated on the gate's puzzles; null if it cannot take part
   * @param refusal for people; empty if it takes part
   */
  record Entry(@Nullable Challenger challenger, String refusal) {}

  /**
   * Evaluates a challenger on the puzzles of its model's gate.
   *
   * @return empty if it was stopped
   */
  Optional<Entry> enter(
      TrainSpec spec, ModelGate gate, Challenger challenger, BooleanSupplier stop) {
    TrainingData puzzles;
    try {
      puzzles = data.load(gate.evaluation());
    } catch (UnavailableDataException | IllegalArgumentException e) {
      return refused(spec, "cannot be read: " + e.getMessage());
    }
    TrmConfig config = challenger.weights().config();
    boolean manyTasks = config.puzzleIds() > 1 || puzzles.puzzleIds() > 1;
    if (!puzzles.fits(config)
        || !Objects.equals(puzzles.layout(), challenger.data().layout())
        || (manyTasks && !gate.evaluation().equals(spec.dataset()))) {
      return refused(spec, "has other puzzles than this version is for");
    }
    return new Evaluator(config.maxCycles(), challenger.compute())
        .evaluate(challenger.weights(), puzzles.heldOut(), stop)
        .map(
            evaluation ->
                new Entry(
                    new Challenger(
                        challenger.version(),
                        challenger.weights(),
                        evaluation,
                        puzzles,
                        challenger.compute()),
                    ""));
  }

  private static Optional<Entry> refused(TrainSpec spec, String why) {
    return Optional.of(
        new Entry(null, "the evaluation set of the gate of model '" + spec.model() + "' " + why));
  }

  private static Verdict first(TrainSpec spec, TrainSpec.Promotion rules, Challenger challenger) {
    return rules.comparesNothing() || Gate.passesAsFirst(challenger.evaluation().accuracy())
        ? new Verdict(true, "the first version of " + spec.model())
        : new Verdict(
            false,
            spec.model()
                + " has no champion, and this version solved none of "
                + EvaluationSet.count(challenger.data().heldOut())
                + " held-out puzzles; the first champion must solve at least one");
  }

  /** Like {@link #judge} by the gate {@code better}, with a champion that may be the challenger. */
  Optional<Verdict> compare(
      TrainSpec spec,
      TrainSpec.Promotion rules,
      ModelVersion before,
      Challenger challenger,
      BooleanSupplier stop)
      throws IOException {
    TrmWeights weights = TrmWeights.read(checkpoints.get(before.checkpointId()));
    if (!comparable(spec, before, weights.config(), challenger)) {
      return Optional.of(
          new Verdict(
              false,
              "the champion " + before.reference() + " is for other puzzles; not comparable"));
    }
    TrainingData data = challenger.data();
    Optional<Evaluation> judged =
        new Evaluator(weights.config().maxCycles(), challenger.compute())
            .evaluate(weights, data.heldOut(), stop);
    if (judged.isEmpty()) {
      return Optional.empty();
    }
    SpeedTrial.Speeds speeds = null;
    if (rules.speedLoss() != null) {
      speeds =
          new SpeedTrial(data.heldOut(), challenger.compute())
              .run(weights, challenger.weights(), stop)
              .orElse(null);
      if (speeds == null) {
        return Optional.empty();
      }
    }
    GateFigures old = judged.get().figures().at(speeds == null ? null : speeds.champion());
    GateFigures now =
        challenger.evaluation().figures().at(speeds == null ? null : speeds.challenger());
    List<GateVerdict> verdicts = Gate.judge(rules, old, now);
    return Optional.of(
        new Verdict(
            verdicts.stream().allMatch(GateVerdict::passed),
            Gate.reason(verdicts, "")
                + "; against "
                + before.reference()
                + " on "
                + EvaluationSet.count(data.heldOut())
                + " held-out puzzles",
            verdicts,
            new Compared(before, judged.get(), old, now)));
  }

  /**
   * Whether the champion can take the held-out puzzles. If rows of the puzzle embedding identify
   * tasks, only a model trained on the same tasks can.
   */
  private boolean comparable(
      TrainSpec spec, ModelVersion before, TrmConfig config, Challenger challenger) {
    TrmConfig now = challenger.weights().config();
    JsonNode manifest =
        runs.findCheckpoint(before.checkpointId())
            .map(CheckpointRow::manifest)
            .orElse(MissingNode.getInstance());
    GridLayout layout = challenger.data().layout();
    boolean alike =
        challenger.data().fits(config)
            && (layout == null
                || manifest.path("layout").isMissingNode()
                || manifest.path("layout").equals(layout.json()));
    boolean manyTasks = config.puzzleIds() > 1 || now.puzzleIds() > 1;
    return alike && (!manyTasks || manifest.path("dataset").equals(JobJson.tree(spec.dataset())));
  }
}
