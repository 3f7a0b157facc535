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
  private final LongSupplier nanos;
  private final StopRule rule;
  private final MetricWindow window = new MetricWindow();
  private List<String> differences = List.of();

  /**
   * @param evaluateEvery steps between evaluations, each of which leaves a checkpoint
   * @param checkpointEvery time between the checkpoints beside these
   * @param stop asked before every step
   * @param nanos a clock that only its differences count of
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
   * What a finished session has made.
   *
   * @param weights the averaged ones: of the last step, or of the best evaluation after a plateau
   *     or where these are to be kept
   * @param weightsStep after which step the weights were so
   * @param steps that were trained
   * @param compute where and how, with no precision left open
   * @param facts what decides the last bits, with the kernels
   * @param stoppedEarly null if it trained to its last step
   * @param differences why these are not the bits of a run that never stopped; empty if nothing is
   *     known
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
   * Trains to the last step, or to the end that was asked for before it.
   *
   * @param from a full checkpoint to go on from; null to begin anew
   * @return nothing if it was stopped; a checkpoint of where it stopped has been kept then
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

  /** With further attempts, if there is anything to gain; nothing if it was stopped. */
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

  /** The end before the last step, if it has come. */
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

  /** Takes up what the checkpoint has beside the run's own state. */
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

  /** Why a checkpoint is not of the bits of a run that never stopped; empty if nothing is known. */
  static List<String> differences(Map<String, String> metadata) {
    String differences = metadata.get(DIFFERENCES);
    return differences == null ? List.of() : List.of(differences.split(BETWEEN, -1));
  }

  /** False if it was stopped. */
  private boolean train(TrainingRun run) throws TrainingDivergedException {
    long steps = plan.options().steps();
    long kept = nanos.getAsLong();
    // A checkpoint of a session stopped while it looked has figures that are still to be told.
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
   * Tells what was measured where it is time to, and looks how the held-out puzzles are solved
   * where it is time for that. What is told depends on the step only, not on where sessions began.
   *
   * @param last whether the training ends here, and is evaluated as a whole
   * @return false if it was stopped meanwhile; nothing is told then
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
    rule.save(metadata, tensors);
    log.checkpoint(
        new TrainingLog.Snapshot(run.stepsDone(), new Safetensors(metadata, tensors), heldOut));
  }
}
