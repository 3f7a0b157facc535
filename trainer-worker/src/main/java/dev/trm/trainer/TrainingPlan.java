package dev.trm.trainer;

import static java.util.Objects.requireNonNull;

import dev.trm.jobs.EarlyStop;
import dev.trm.jobs.TrainSpec;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.train.Schedule;
import dev.trm.model.train.TrainingOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A specification in the terms of the puzzles and of the network.
 *
 * @param data what to learn from
 * @param config the network that fits the data
 * @param options how to train it
 * @param stop when to end before the last step
 */
record TrainingPlan(TrainingData data, TrmConfig config, TrainingOptions options, EarlyStop stop) {

  /**
   * @throws IllegalArgumentException naming field and value if the parts do not fit each other
   */
  static TrainingPlan of(TrainSpec spec, TrainingData data) {
    return new TrainingPlan(
        data, config(spec.architecture(), data), options(spec.training()), spec.training().stop());
  }

  private static TrmConfig config(TrainSpec.Architecture shape, TrainingData data) {
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
        Mixer.valueOf(shape.mixer().toUpperCase(Locale.ROOT)),
        Positions.valueOf(requireNonNull(shape.positions()).toUpperCase(Locale.ROOT)),
        10_000,
        1e-5);
  }

  private static TrainingOptions options(TrainSpec.Training training) {
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
        muon(training));
  }

  private static TrainingOptions.@Nullable Muon muon(TrainSpec.Training training) {
    Double rate = training.muonLearningRate();
    Double momentum = training.muonMomentum();
    return rate == null || momentum == null ? null : new TrainingOptions.Muon(rate, momentum);
  }
}
