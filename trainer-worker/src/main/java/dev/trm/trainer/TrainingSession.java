package dev.trm.trainer;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.train.ExampleSource;
import dev.trm.model.train.StepMetrics;
import dev.trm.model.train.TrainingRun;
import dev.trm.puzzles.HeldOutPuzzle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  /** Metadata of a checkpoint: the data's SHA-256. */
  private static final String DATA = "data";

  /** Metadata of a checkpoint: why it is not of the bits of a run that never stopped. */
  private static final String DIFFERENCES = "differences";

  private static final String BETWEEN = "; ";

  /** Tensor of a checkpoint: what was measured and not told yet. */
  private static final String WINDOW = "metrics.window";

  private final TrainingPlan plan;
  private final long evaluateEvery;
  private final Duration checkpointEvery;
  private final Compute compute;
  private final TrainingLog log;
  private final BooleanSupplier stop;
  private final MetricWindow window = new MetricWindow();
  private List<String> differences = List.of();

  /**
   * @param evaluateEvery steps between evaluations, each of which leaves a checkpoint
   * @param checkpointEvery time between the checkpoints beside these
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

  /**
   * What a finished session has made.
   *
   * @param compute where and how, with no precision left open
   * @param differences why these are not the bits of a run that never stopped; empty if nothing is
   *     known
   */
  record Trained(
      TrmWeights weights,
      Evaluation evaluation,
      TrainingData data,
      long steps,
      Compute compute,
      List<String> differences) {}

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
      boolean finished = train(run);
      keep(run, null);
      Optional<Evaluation> all =
          finished
              ? evaluator(run).evaluate(run.weights(), data.kind(), data.heldOut(), stop)
              : Optional.empty();
      log.settle();
      return all.map(
          evaluation ->
              new Trained(
                  run.weights(), evaluation, data, run.stepsDone(), compute(run), differences));
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
      TrainingRun run =
          TrainingRun.resume(checkpoint, plan.config(), plan.options(), compute, examples);
      goOn(run, checkpoint);
      return run;
    } catch (IOException e) {
      throw new UnreadableCheckpointException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Takes up what the checkpoint has beside the run's own state. */
  private void goOn(TrainingRun run, Safetensors checkpoint) throws IOException {
    HostTensor measured = checkpoint.tensors().get(WINDOW);
    if (measured != null) {
      try {
        window.restore(measured.doubles());
      } catch (IllegalArgumentException e) {
        run.close();
        throw new IOException("the checkpoint can't be resumed: " + e.getMessage(), e);
      }
    }
    List<String> here = TrainingRun.differences(checkpoint, compute);
    List<String> all = new ArrayList<>();
    all.addAll(differences(checkpoint.metadata()));
    here.forEach(each -> all.add("at step " + run.stepsDone() + ": " + each));
    differences = List.copyOf(all);
    log.resumed(run.stepsDone(), here);
  }

  /** Why a checkpoint is not of the bits of a run that never stopped; empty if nothing is known. */
  static List<String> differences(Map<String, String> metadata) {
    String differences = metadata.get(DIFFERENCES);
    return differences == null ? List.of() : List.of(differences.split(BETWEEN, -1));
  }

  /** False if it was stopped. */
  private boolean train(TrainingRun run) throws TrainingDivergedException {
    long steps = plan.options().steps();
    long kept = System.nanoTime();
    // A checkpoint of a session stopped while it looked has figures that are still to be told.
    if (!tell(run)) {
      return false;
    }
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
      if (!tell(run)) {
        return false;
      }
      if (System.nanoTime() - kept >= checkpointEvery.toNanos() && log.takesCheckpoint()) {
        keep(run, null);
        kept = System.nanoTime();
      }
    }
    return true;
  }

  /**
   * Tells what was measured where it is time to, and looks how the held-out puzzles are solved
   * where it is time for that. What is told depends on the step only, not on where sessions began.
   *
   * @return false if it was stopped meanwhile; nothing is told then
   */
  private boolean tell(TrainingRun run) {
    long steps = plan.options().steps();
    long width = Math.max(1, Math.min(50, steps / 100));
    boolean last = run.stepsDone() == steps;
    boolean looks = run.stepsDone() % evaluateEvery == 0 && !last;
    if (window.steps() == 0 || window.steps() < width && !looks && !last) {
      return true;
    }
    Optional<Evaluation> seen = looks ? look(run) : Optional.empty();
    if (looks && seen.isEmpty()) {
      return false;
    }
    Map<String, Double> values = window.read();
    seen.ifPresent(evaluation -> values.putAll(figures(evaluation)));
    log.measured(run.stepsDone(), values);
    seen.ifPresent(evaluation -> keep(run, evaluation.accuracy()));
    return true;
  }

  private Optional<Evaluation> look(TrainingRun run) {
    List<HeldOutPuzzle> all = plan.data().heldOut();
    List<HeldOutPuzzle> some = all.subList(0, Math.min(QUICK_LOOK, all.size()));
    return evaluator(run).evaluate(run.weights(), plan.data().kind(), some, stop);
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

  private Evaluator evaluator(TrainingRun run) {
    return new Evaluator(plan.config().maxCycles(), compute(run));
  }

  /** What {@code auto} stands for is the run's to say: another worker may measure otherwise. */
  private Compute compute(TrainingRun run) {
    return compute.with(run.backend().precision());
  }

  private void keep(TrainingRun run, @Nullable Double heldOut) {
    Safetensors state = run.checkpoint();
    Map<String, String> metadata = new LinkedHashMap<>(state.metadata());
    metadata.put(DATA, plan.data().sha256());
    if (!differences.isEmpty()) {
      metadata.put(DIFFERENCES, String.join(BETWEEN, differences));
    }
    Map<String, HostTensor> tensors = new LinkedHashMap<>(state.tensors());
    tensors.put(WINDOW, HostTensor.of(window.state()));
    log.checkpoint(
        new TrainingLog.Snapshot(run.stepsDone(), new Safetensors(metadata, tensors), heldOut));
  }
}
