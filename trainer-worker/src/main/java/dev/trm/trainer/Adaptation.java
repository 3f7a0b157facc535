package dev.trm.trainer;

import dev.trm.jobs.AdaptSpec;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.model.Compute;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.train.Schedule;
import dev.trm.model.train.StepMetrics;
import dev.trm.model.train.TrainingOptions;
import dev.trm.model.train.TrainingRun;
import dev.trm.puzzles.arc.ArcExamples;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.arc.ArcVote;
import dev.trm.puzzles.grid.Grid;
import dev.trm.puzzles.grid.GridLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Adapts a model to a task that it was not trained on. Every variant of the task, itself and its
 * augmentations, gets a new row of the puzzle embedding. Rows and weights are fine-tuned on the
 * train pairs of all variants. Then every variant answers every test input; the answers, with the
 * augmentation undone, enter a majority vote. The outputs of test pairs are removed before anything
 * else.
 */
final class Adaptation {
  private static final int MOST_SLOTS = 64;

  /** The maximum number of cells of all slots together, which bounds a batch's memory. */
  private static final int MOST_CELLS = 1 << 14;

  /** The divisor of a fine-tuning's steps that gives its warm-up steps, which are at most 200. */
  private static final int WARMUP_PART = 10;

  private final ArcTask task;
  private final ArcExamples forms;
  private final TrmWeights fresh;
  private final TrainingOptions options;
  private final int maxCycles;
  private final Compute compute;
  private final Listener listener;
  private final BooleanSupplier stop;

  /** Receives the progress. */
  interface Listener {
    /**
     * @param loss mean over the steps since the last report
     */
    void trained(long step, double loss);

    /**
     * @param cast number of votes on all test inputs so far
     * @param all total number of votes
     */
    void voted(int cast, int all);
  }

  /**
   * @param base a model with a vocabulary and length for which {@link #canvas} is not empty
   * @param listener called on the thread that runs the adaptation
   * @param stop checked before every step and every cycle
   * @throws IllegalArgumentException if a grid does not fit the model's canvas
   */
  Adaptation(
      TrmWeights base,
      AdaptSpec spec,
      ArcTask task,
      Compute compute,
      Listener listener,
      BooleanSupplier stop) {
    GridLayout canvas =
        canvas(base.config())
            .orElseThrow(() -> new IllegalArgumentException("the model is not one of ARC tasks"));
    AdaptSpec.Training training = spec.training();
    this.task = task.unsolved();
    this.task.requireFit(canvas);
    this.forms = new ArcExamples(List.of(this.task), spec.augmentations(), training.seed(), canvas);
    this.fresh = base.forNewPuzzles(forms.puzzleIds());
    this.options = options(training);
    this.maxCycles = spec.maxCycles();
    this.compute = compute;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * The board of a model's grids, derived from its length: a square one of up to 30×30, for a model
   * with ARC's twelve tokens and a puzzle embedding for its tasks.
   *
   * @return empty if it is not such a model
   */
  static Optional<GridLayout> canvas(TrmConfig config) {
    int side = (int) Math.round(Math.sqrt(config.sequenceLength()));
    return side * side == config.sequenceLength()
            && side <= Grid.MOST_SIDE
            && config.vocabulary() == GridLayout.ARC.vocabulary()
            && config.puzzleEmbeddingWidth() > 0
        ? Optional.of(GridLayout.arc(side))
        : Optional.empty();
  }

  private static TrainingOptions options(AdaptSpec.Training training) {
    return new TrainingOptions(
        training.batch(),
        training.steps(),
        training.learningRate(),
        training.puzzleLearningRate(),
        training.weightDecay(),
        training.puzzleWeightDecay(),
        0.9,
        0.95,
        (int) Math.min(200, training.steps() / WARMUP_PART),
        Schedule.CONSTANT,
        1,
        training.emaDecay(),
        0.1,
        training.seed(),
        0,
        null);
  }

  /**
   * The result of an adaptation.
   *
   * @param weights averaged, with a row for each variant
   * @param loss mean over the last reported steps
   * @param votes one for each test input, in order
   * @param facts of the computation, which determine the last bits
   */
  record Adapted(TrmWeights weights, double loss, List<ArcVote> votes, Map<String, String> facts) {}

  /**
   * The number of variants: the task and its augmentations, each with a vote on every test input.
   */
  int forms() {
    return forms.variants().size();
  }

  /**
   * @return empty if it was stopped
   * @throws TrainingDivergedException if the loss is no longer a number
   */
  Optional<Adapted> run() throws TrainingDivergedException {
    TrmWeights weights;
    double loss;
    Precision precision;
    Map<String, String> facts;
    try (TrainingRun run =
        TrainingRun.start(fresh, options, compute, new EpochExamples(forms, options.seed()))) {
      Optional<Double> last = train(run);
      if (last.isEmpty()) {
        return Optional.empty();
      }
      loss = last.get();
      weights = run.weights();
      precision = run.backend().precision();
      facts = run.facts();
    }
    return vote(weights, compute.with(precision))
        .map(votes -> new Adapted(weights, loss, votes, facts));
  }

  /** Returns the mean loss of the last steps; empty if it was stopped. */
  private Optional<Double> train(TrainingRun run) throws TrainingDivergedException {
    long width = Math.max(1, Math.min(50, options.steps() / 50));
    double sum = 0;
    double mean = 0;
    int told = 0;
    while (run.stepsDone() < options.steps()) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      StepMetrics step = run.step();
      FaultPoint.MID_CYCLE.reached();
      if (!Double.isFinite(step.loss())) {
        throw new TrainingDivergedException(step.step(), step.loss());
      }
      sum += step.loss();
      told++;
      if (told == width || run.stepsDone() == options.steps()) {
        mean = sum / told;
        listener.trained(run.stepsDone(), mean);
        sum = 0;
        told = 0;
      }
    }
    return Optional.of(mean);
  }

  /** One variant's answer to one test input. */
  private record Ballot(ArcExamples.Variant form, int test) {}

  private Optional<List<ArcVote>> vote(TrmWeights weights, Compute where) {
    List<Ballot> ballots = new ArrayList<>();
    List<ArcVote> votes = new ArrayList<>();
    for (int test = 0; test < task.test().size(); test++) {
      votes.add(new ArcVote());
      for (ArcExamples.Variant form : forms.variants()) {
        ballots.add(new Ballot(form, test));
      }
    }
    int most = Math.max(1, Math.min(MOST_SLOTS, MOST_CELLS / weights.config().sequenceLength()));
    try (SlotSolver solver = new SlotSolver(weights, Math.min(most, ballots.size()), where)) {
      for (int from = 0; from < ballots.size(); from += solver.slots()) {
        List<Ballot> some = ballots.subList(from, Math.min(from + solver.slots(), ballots.size()));
        List<Optional<SlotCycle>> answers = answer(solver, some).orElse(null);
        if (answers == null) {
          return Optional.empty();
        }
        for (int slot = 0; slot < some.size(); slot++) {
          Ballot ballot = some.get(slot);
          SlotCycle answer = answers.get(slot).orElseThrow();
          votes
              .get(ballot.test())
              .add(forms.answer(ballot.form(), answer.answerTokens()), answer.haltProbability());
        }
        listener.voted(from + some.size(), ballots.size());
      }
    }
    return Optional.of(votes);
  }

  /** The last cycle of every slot, after all cycles; empty if it was stopped. */
  private Optional<List<Optional<SlotCycle>>> answer(SlotSolver solver, List<Ballot> ballots) {
    for (int slot = 0; slot < solver.slots(); slot++) {
      if (slot < ballots.size()) {
        Ballot ballot = ballots.get(slot);
        solver.place(
            slot,
            forms.question(ballot.form(), task.test().get(ballot.test())),
            ballot.form().puzzleId());
      } else {
        solver.clear(slot);
      }
    }
    List<Optional<SlotCycle>> last = List.of();
    for (int cycle = 0; cycle < maxCycles; cycle++) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      last = solver.cycle();
      FaultPoint.MID_CYCLE.reached();
    }
    return Optional.of(last);
  }
}
