package dev.trm.trainer;

import static java.util.Objects.requireNonNull;

import dev.trm.jobs.EarlyStop;
import dev.trm.jobs.TrainSpec;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.train.ExampleSource;
import dev.trm.model.train.Schedule;
import dev.trm.model.train.TrainingOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A specification resolved for its puzzles and network.
 *
 * @param data the training and held-out puzzles
 * @param config the network that fits the data
 * @param options the hyperparameters
 * @param stop when to end before the last step
 * @param keepBest whether the result is the weights of the best evaluation
 */
record TrainingPlan(
    TrainingData data,
    TrmConfig config,
    TrainingOptions options,
    EarlyStop stop,
    boolean keepBest) {

  /** Rows, columns and regions. */
  private static final int RELATIONS = 3;

  /** The neighbours of a cell, and all cells. */
  private static final int NEIGHBOURS = 2;

  /**
   * @throws IllegalArgumentException naming field and value if data, network and options are
   *     incompatible
   */
  static TrainingPlan of(TrainSpec spec, TrainingData data) {
    return new TrainingPlan(
        data,
        config(spec.architecture(), data),
        options(spec),
        spec.training().stop(),
        spec.training().keepBest());
  }

  private static TrmConfig config(TrainSpec.Architecture shape, TrainingData data) {
    return mixer(shape).takesGroups() ? grouped(shape, data) : sequence(shape, data);
  }

  private static Mixer mixer(TrainSpec.Architecture shape) {
    return Mixer.valueOf(shape.mixer().toUpperCase(Locale.ROOT));
  }

  private static TrmConfig grouped(TrainSpec.Architecture shape, TrainingData data) {
    return TrmConfig.grouped(
        mixer(shape),
        data.sequenceLength(),
        data.relationalVocabulary(),
        shape.hidden(),
        requireNonNull(shape.channels()),
        mixer(shape) == Mixer.RELATIONS ? RELATIONS : NEIGHBOURS,
        shape.layers(),
        shape.latentSteps(),
        shape.recursions(),
        shape.maxCycles());
  }

  private static TrmConfig sequence(TrainSpec.Architecture shape, TrainingData data) {
    int prefix = requireNonNull(shape.prefix());
    return new TrmConfig(
        data.vocabulary(),
        data.sequenceLength(),
        shape.hidden(),
        requireNonNull(shape.heads()),
        shape.layers(),
        requireNonNull(shape.expansion()),
        requireNonNull(shape.swigluMultiple()),
        shape.latentSteps(),
        shape.recursions(),
        shape.maxCycles(),
        prefix,
        prefix == 0 ? 0 : shape.hidden(),
        data.puzzleIds(),
        mixer(shape),
        Positions.valueOf(requireNonNull(shape.positions()).toUpperCase(Locale.ROOT)),
        10_000,
        1e-5);
  }

  private static TrainingOptions options(TrainSpec spec) {
    TrainSpec.Training training = spec.training();
    return new TrainingOptions(
        training.batch(),
        training.steps(),
        training.learningRate(),
        training.puzzleLearningRate(),
        training.weightDecay(),
        training.puzzleWeightDecay(),
        training.beta1(),
        training.beta2(),
        training.warmupSteps(),
        Schedule.valueOf(training.schedule().toUpperCase(Locale.ROOT)),
        training.minRatio(),
        training.emaDecay(),
        training.exploration(),
        training.seed(),
        training.labelSmoothing(),
        muon(training),
        optimizer(spec),
        training.clipNorm(),
        training.randomStarts());
  }

  /** The optimiser of the parameters that Muon does not update. */
  private static TrainingOptions.Optimizer optimizer(TrainSpec spec) {
    return switch (spec.training().optimizer()) {
      case TrainSpec.Training.ADAM_W -> TrainingOptions.Optimizer.ADAM_W;
      case TrainSpec.Training.MUON ->
          mixer(spec.architecture()).takesGroups()
              ? TrainingOptions.Optimizer.ADAM_W
              : TrainingOptions.Optimizer.ADAM_ATAN2;
      default -> TrainingOptions.Optimizer.ADAM_ATAN2;
    };
  }

  /** The endless sequence of examples that the seed determines. */
  ExampleSource examples() {
    return config.mixer().takesGroups()
        ? new MixedExamples(data.parts(), options.batch(), options.seed())
        : new EpochExamples(data.parts().get(0).examples(), options.seed());
  }

  private static TrainingOptions.@Nullable Muon muon(TrainSpec.Training training) {
    Double rate = training.muonLearningRate();
    Double momentum = training.muonMomentum();
    return rate == null || momentum == null ? null : new TrainingOptions.Muon(rate, momentum);
  }
}
