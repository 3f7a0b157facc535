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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A training from its plan to the evaluated weights. A new session can resume a stopped or killed
 * one from its last checkpoint; with equal facts of the computation the result is bit-identical.
 */
final class TrainingSession {
  /**
   * The maximum number of held-out puzzles of an evaluation during the training; the last
   * evaluation uses all.
   */
  private static final int QUICK_LOOK = 256;

  /** Checkpoint metadata: the data's SHA-256. */
  private static final String DATA = "data";

  /** Checkpoint metadata: why the state is not bit-identical to that of an uninterrupted run. */
  private static final String DIFFERENCES = "differences";

  private static final String BETWEEN = "; ";

  /** Checkpoint tensor: metrics that are measured but not reported yet. */
  private static final String WINDOW = "metrics.window";

  private final TrainingPlan plan;
  private final long evaluateEvery;
  private final Duration checkpointEvery;
  private final Compute compute;
  private final TrainingLog log;
  private final BooleanSupplier stop;
  private final LongSupplier nanos;
  private final StopRule rule;
  private final MetricWindow window = new MetricWindow();
  private List<String> differences = List.of();

  /**
   * @param evaluateEvery steps between evaluations, each of which leaves a checkpoint
   * @param checkpointEvery time between additional checkpoints
   * @param stop checked before every step
   * @param nanos a monotonic clock in nanoseconds
   */
  TrainingSession(
      TrainingPlan plan,
      long evaluateEvery,
      Duration checkpointEvery,
      Compute compute,
      TrainingLog log,
      BooleanSupplier stop,
      LongSupplier nanos) {
    this.plan = plan;
    this.evaluateEvery = evaluateEvery;
    this.checkpointEvery = checkpointEvery;
    this.compute = compute;
    this.log = log;
    this.stop = stop;
    this.nanos = nanos;
    this.rule = new StopRule(plan.stop(), plan.keepBest(), nanos);
  }

  /**
   * The result of a finished session.
   *
   * @param weights the averaged weights: of the last step, or of the best evaluation after a
   *     plateau or with {@code keepBest}
   * @param weightsStep the step of these weights
   * @param steps number of trained steps
   * @param compute device and precision, resolved
   * @param facts that determine the last bits, with the kernels
   * @param stoppedEarly null if it trained to its last step
   * @param differences why these weights are not bit-identical to those of an uninterrupted run;
   *     empty if no difference is known
   */
  record Trained(
      TrmWeights weights,
      Evaluation evaluation,
      TrainingData data,
      long weightsStep,
      long steps,
      Compute compute,
      Map<String, String> facts,
      @Nullable StoppedEarly stoppedEarly,
      List<String> differences) {}

  /**
   * Trains to the last step, or to an early stop.
   *
   * @param from a full checkpoint to resume; null to start a new training
   * @return empty if it was stopped, after it stored a checkpoint
   */
  Optional<Trained> run(@Nullable Path from)
      throws TrainingDivergedException, UnreadableCheckpointException {
    TrainingData data = plan.data();
    log.data(data.sha256(), data.size(), EvaluationSet.count(data.heldOut()));
    try (TrainingRun run = open(from)) {
      rule.begin();
      boolean finished = train(run);
      keep(run, null);
      Optional<Trained> trained = finished ? evaluated(run, data) : Optional.empty();
      log.settle();
      return trained;
    }
  }

  private Optional<Trained> evaluated(TrainingRun run, TrainingData data) {
    StoppedEarly early = early(run).orElse(null);
    boolean plateau = early != null && early.reason() == StoppedEarly.Reason.PLATEAU;
    if (plan.keepBest() && !plateau) {
      Optional<Evaluation> last = look(run);
      if (last.isEmpty()) {
        return Optional.empty();
      }
      rule.seen(run.stepsDone(), last.get().accuracy(), run::weights);
    }
    boolean best = plateau || plan.keepBest();
    TrmWeights weights = best ? rule.bestWeights() : run.weights();
    return evaluator(run)
        .evaluate(weights, data.heldOut(), stop)
        .flatMap(evaluation -> searched(run, weights, evaluation))
        .map(
            evaluation ->
                new Trained(
                    withSearch(weights, evaluation),
                    evaluation,
                    data,
                    best ? rule.bestStep() : run.stepsDone(),
                    run.stepsDone(),
                    compute(run),
                    run.facts(),
                    early,
                    differences));
  }

  /** Evaluates further attempts if they can improve anything; empty if it was stopped. */
  private Optional<Evaluation> searched(
      TrainingRun run, TrmWeights weights, Evaluation evaluation) {
    if (!evaluation.hasRules() || evaluation.accuracy() == 0) {
      return Optional.of(evaluation);
    }
    return new SearchEvaluation(weights, plan.data().heldOut(), compute(run), stop)
        .run()
        .map(evaluation::with);
  }

  private static TrmWeights withSearch(TrmWeights weights, Evaluation evaluation) {
    SearchFigures search = evaluation.search();
    return search == null ? weights : weights.withSearch(search.policy());
  }

  /** The early stop, if one is due. */
  private Optional<StoppedEarly> early(TrainingRun run) {
    return run.stepsDone() == plan.options().steps()
        ? Optional.empty()
        : rule.ends(run.stepsDone());
  }

  private TrainingRun open(@Nullable Path from) throws UnreadableCheckpointException {
    ExampleSource examples = plan.examples();
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
      try {
        goOn(run, checkpoint);
      } catch (IOException e) {
        run.close();
        throw e;
      }
      return run;
    } catch (IOException e) {
      throw new UnreadableCheckpointException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Restores the session's state from the checkpoint, in addition to the run's own. */
  private void goOn(TrainingRun run, Safetensors checkpoint) throws IOException {
    HostTensor measured = checkpoint.tensors().get(WINDOW);
    if (measured != null) {
      try {
        window.restore(measured.doubles());
      } catch (IllegalArgumentException e) {
        throw new IOException("the checkpoint can't be resumed: " + e.getMessage(), e);
      }
    }
    if (TrainingRun.options(checkpoint).equals(plan.options())) {
      rule.goOn(plan.config(), checkpoint);
    }
    List<String> here = run.differences(checkpoint);
    List<String> all = new ArrayList<>();
    all.addAll(differences(checkpoint.metadata()));
    here.forEach(each -> all.add("at step " + run.stepsDone() + ": " + each));
    differences = List.copyOf(all);
    log.resumed(run.stepsDone(), here);
  }

  /**
   * Why a checkpoint is not bit-identical to that of an uninterrupted run; empty if no difference
   * is known.
   */
  static List<String> differences(Map<String, String> metadata) {
    String differences = metadata.get(DIFFERENCES);
    return differences == null ? List.of() : List.of(differences.split(BETWEEN, -1));
  }

  /** Returns false if it was stopped. */
  private boolean train(TrainingRun run) throws TrainingDivergedException {
    long steps = plan.options().steps();
    long kept = nanos.getAsLong();
    // A session that was stopped during an evaluation left a checkpoint with unreported metrics.
    if (!tell(run, run.stepsDone() == steps)) {
      return false;
    }
    while (run.stepsDone() < steps) {
      if (early(run).isPresent()) {
        return tell(run, true);
      }
      if (stop.getAsBoolean()) {
        return false;
      }
      long began = nanos.getAsLong();
      StepMetrics step = run.step();
      FaultPoint.MID_CYCLE.reached();
      if (!Double.isFinite(step.loss())) {
        throw new TrainingDivergedException(step.step(), step.loss());
      }
      window.add(step, nanos.getAsLong() - began);
      if (!tell(run, run.stepsDone() == steps)) {
        return false;
      }
      if (nanos.getAsLong() - kept >= checkpointEvery.toNanos() && log.takesCheckpoint()) {
        keep(run, null);
        kept = nanos.getAsLong();
      }
    }
    return true;
  }

  /**
   * Reports metrics and evaluates held-out puzzles when either is due. The reports depend only on
   * the step, not on where sessions began.
   *
   * @param last whether the training ends here; the caller then evaluates all held-out puzzles
   * @return false if it was stopped meanwhile; it then reports nothing
   */
  private boolean tell(TrainingRun run, boolean last) {
    long width = Math.max(1, Math.min(50, plan.options().steps() / 100));
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
    seen.ifPresent(
        evaluation -> {
          log.evaluated(run.stepsDone(), evaluation);
          rule.seen(run.stepsDone(), evaluation.accuracy(), run::weights);
          keep(run, evaluation.accuracy());
        });
    return true;
  }

  private Optional<Evaluation> look(TrainingRun run) {
    List<EvaluationSet> some = EvaluationSet.limited(plan.data().heldOut(), QUICK_LOOK);
    return evaluator(run).evaluate(run.weights(), some, stop);
  }

  /** An evaluation's figures as metrics. */
  static Map<String, Double> figures(Evaluation evaluation) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("heldOut.accuracy", evaluation.accuracy());
    values.put("heldOut.cellAccuracy", evaluation.cellAccuracy());
    for (HaltMode mode : evaluation.modes()) {
      values.put("heldOut.exactAccuracy." + mode.wire(), evaluation.exactAccuracy(mode));
      if (evaluation.hasRules()) {
        values.put("heldOut.validAccuracy." + mode.wire(), evaluation.validAccuracy(mode));
      }
      values.put("heldOut.meanCycles." + mode.wire(), evaluation.meanCycles(mode));
    }
    if (evaluation.parts().size() > 1) {
      evaluation
          .parts()
          .forEach(
              part ->
                  values.put(
                      "heldOut.accuracy." + part.name().replace(' ', '-'),
                      new Evaluation(part.kind(), part.outcomes()).accuracy()));
    }
    return values;
  }

  private Evaluator evaluator(TrainingRun run) {
    return new Evaluator(plan.config().maxCycles(), compute(run));
  }

  /** Uses the run's resolved precision, because a measurement on another worker may differ. */
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
    rule.save(metadata, tensors);
    log.checkpoint(
        new TrainingLog.Snapshot(run.stepsDone(), new Safetensors(metadata, tensors), heldOut));
  }
}
