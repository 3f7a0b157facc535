package dev.trm.trainer;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.train.ExampleSource;
import dev.trm.model.train.StepMetrics;
import dev.trm.model.train.TrainingRun;
import dev.trm.puzzles.HeldOutPuzzle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One training from its plan to the evaluated weights. A stopped or killed session goes on, in
 * another one, from its last checkpoint; where it computes alike it ends in the same bits.
 */
final class TrainingSession {
  /** Evaluations on the way use no more held-out puzzles than this; the last one uses all. */
  private static final int QUICK_LOOK = 256;

  private static final String DATA = "data";

  private final TrainingPlan plan;
  private final long evaluateEvery;
  private final Duration checkpointEvery;
  private final Compute compute;
  private final TrainingLog log;
  private final BooleanSupplier stop;

  /**
   * @param evaluateEvery steps between evaluations
   * @param checkpointEvery time between checkpoints
   * @param stop asked before every step
   */
  TrainingSession(
      TrainingPlan plan,
      long evaluateEvery,
      Duration checkpointEvery,
      Compute compute,
      TrainingLog log,
      BooleanSupplier stop) {
    this.plan = plan;
    this.evaluateEvery = evaluateEvery;
    this.checkpointEvery = checkpointEvery;
    this.compute = compute;
    this.log = log;
    this.stop = stop;
  }

  /** What a finished session has made. */
  record Trained(TrmWeights weights, Evaluation evaluation, TrainingData data, long steps) {}

  /**
   * Trains to the last step.
   *
   * @param from a full checkpoint to go on from; null to begin anew
   * @return nothing if it was stopped; a checkpoint of where it stopped has been kept then
   */
  Optional<Trained> run(@Nullable Path from)
      throws TrainingDivergedException, UnreadableCheckpointException {
    TrainingData data = plan.data();
    log.data(data.sha256(), data.examples().size(), data.heldOut().size());
    try (TrainingRun run = open(from)) {
      if (!train(run)) {
        keep(run);
        return Optional.empty();
      }
      keep(run);
      TrmWeights weights = run.weights();
      return evaluator()
          .evaluate(weights, data.kind(), data.heldOut(), stop)
          .map(all -> new Trained(weights, all, data, run.stepsDone()));
    }
  }

  private TrainingRun open(@Nullable Path from) throws UnreadableCheckpointException {
    ExampleSource examples = new EpochExamples(plan.data().examples(), plan.options().seed());
    if (from == null) {
      return TrainingRun.start(plan.config(), plan.options(), compute, examples);
    }
    try {
      Safetensors checkpoint = Safetensors.read(from);
      String before = checkpoint.metadata().get(DATA);
      if (!plan.data().sha256().equals(before)) {
        throw new IOException(
            "the checkpoint's data have the SHA-256 "
                + before
                + ", this run's "
                + plan.data().sha256());
      }
      return TrainingRun.resume(checkpoint, plan.config(), plan.options(), compute, examples);
    } catch (IOException e) {
      throw new UnreadableCheckpointException(String.valueOf(e.getMessage()), e);
    }
  }

  /** False if it was stopped. */
  private boolean train(TrainingRun run) throws TrainingDivergedException {
    long steps = plan.options().steps();
    long width = Math.max(1, Math.min(50, steps / 100));
    MetricWindow window = new MetricWindow();
    long kept = System.nanoTime();
    while (run.stepsDone() < steps) {
      if (stop.getAsBoolean()) {
        return false;
      }
      long began = System.nanoTime();
      StepMetrics step = run.step();
      FaultPoint.MID_CYCLE.reached();
      if (!Double.isFinite(step.loss())) {
        throw new TrainingDivergedException(step.step(), step.loss());
      }
      window.add(step, System.nanoTime() - began);
      boolean last = run.stepsDone() == steps;
      boolean looks = run.stepsDone() % evaluateEvery == 0 && !last;
      if (window.steps() == width || looks || last) {
        Map<String, Double> values = window.read();
        if (looks) {
          values.putAll(look(run));
        }
        log.measured(run.stepsDone(), values);
      }
      if (System.nanoTime() - kept >= checkpointEvery.toNanos()) {
        keep(run);
        kept = System.nanoTime();
      }
    }
    return true;
  }

  private Map<String, Double> look(TrainingRun run) {
    List<HeldOutPuzzle> all = plan.data().heldOut();
    List<HeldOutPuzzle> some = all.subList(0, Math.min(QUICK_LOOK, all.size()));
    return evaluator()
        .evaluate(run.weights(), plan.data().kind(), some, stop)
        .map(TrainingSession::figures)
        .orElse(Map.of());
  }

  /** An evaluation's figures as metrics. */
  static Map<String, Double> figures(Evaluation evaluation) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("heldOut.accuracy", evaluation.accuracy());
    values.put("heldOut.cellAccuracy", evaluation.cellAccuracy());
    for (HaltMode mode : evaluation.modes()) {
      values.put("heldOut.exactAccuracy." + mode.wire(), evaluation.exactAccuracy(mode));
      if (evaluation.kind().hasRules()) {
        values.put("heldOut.validAccuracy." + mode.wire(), evaluation.validAccuracy(mode));
      }
      values.put("heldOut.meanCycles." + mode.wire(), evaluation.meanCycles(mode));
    }
    return values;
  }

  private Evaluator evaluator() {
    return new Evaluator(plan.config().maxCycles(), compute);
  }

  private void keep(TrainingRun run) {
    Safetensors state = run.checkpoint();
    Map<String, String> metadata = new LinkedHashMap<>(state.metadata());
    metadata.put(DATA, plan.data().sha256());
    log.checkpoint(run.stepsDone(), file -> new Safetensors(metadata, state.tensors()).write(file));
  }
}
