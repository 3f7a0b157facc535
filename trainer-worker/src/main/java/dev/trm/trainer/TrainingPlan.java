package dev.trm.trainer;

import dev.trm.jobs.TrainSpec;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.train.Schedule;
import dev.trm.model.train.TrainingOptions;
import dev.trm.puzzles.sudoku.SudokuSet;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.util.Locale;

/**
 * A specification in the terms of the puzzles and of the network.
 *
 * @param data what to generate
 * @param config the network that fits the data
 * @param options how to train it
 */
record TrainingPlan(SudokuSet.Recipe data, TrmConfig config, TrainingOptions options) {

  /** The token of padding, of a blank and of each digit. */
  private static final int TOKENS_BESIDE_DIGITS = 2;

  /**
   * @throws IllegalArgumentException naming field and value if the parts do not fit each other
   */
  static TrainingPlan of(TrainSpec spec) {
    SudokuSet.Recipe recipe = recipe(spec.dataset());
    return new TrainingPlan(
        recipe, config(spec.architecture(), recipe.size()), options(spec.training()));
  }

  static SudokuSet.Recipe recipe(TrainSpec.Dataset data) {
    return new SudokuSet.Recipe(
        SudokuSize.ofSide(data.size()),
        data.puzzles(),
        data.heldOut(),
        data.minimalShare(),
        data.fewestGivens(),
        data.mostGivens(),
        data.seed());
  }

  private static TrmConfig config(TrainSpec.Architecture shape, SudokuSize size) {
    return new TrmConfig(
        size.side() + TOKENS_BESIDE_DIGITS,
        size.cells(),
        shape.hidden(),
        shape.heads(),
        shape.layers(),
        shape.expansion(),
        shape.swigluMultiple(),
        shape.latentSteps(),
        shape.recursions(),
        shape.maxCycles(),
        shape.prefix(),
        shape.prefix() == 0 ? 0 : shape.hidden(),
        1,
        Mixer.valueOf(shape.mixer().toUpperCase(Locale.ROOT)),
        Positions.valueOf(shape.positions().toUpperCase(Locale.ROOT)),
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
        training.seed());
  }
}
