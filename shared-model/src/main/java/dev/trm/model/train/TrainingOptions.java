package dev.trm.model.train;

import org.jspecify.annotations.Nullable;

/**
 * How to train; defaults are the caller's.
 *
 * @param batch slots of the pool
 * @param steps length of the schedule
 * @param warmupSteps steps in which the rate rises linearly
 * @param minRatio the cosine's end, as a share of the rate
 * @param emaDecay share of the old average kept at a step
 * @param exploration probability that a slot must reach a random number of cycles before it halts
 * @param labelSmoothing share of each label that all tokens have in common; 0 is the paper's loss
 * @param muon takes the layers' matrices; null leaves all to AdamATan2, as the paper does
 */
public record TrainingOptions(
    int batch,
    long steps,
    double learningRate,
    double puzzleLearningRate,
    double weightDecay,
    double puzzleWeightDecay,
    double beta1,
    double beta2,
    int warmupSteps,
    Schedule schedule,
    double minRatio,
    double emaDecay,
    double exploration,
    long seed,
    double labelSmoothing,
    @Nullable Muon muon) {

  /**
   * The optimiser of the layers' matrices: momentum made orthogonal. Embeddings, heads and puzzle
   * rows keep theirs. Rate and weight decay mean what they mean for AdamATan2.
   *
   * @param momentum share of the old momentum kept at a step
   */
  public record Muon(double learningRate, double momentum) {
    public Muon {
      within("muon.learningRate", learningRate, 0, 1);
      within("muon.momentum", momentum, 0, 0.999999);
    }
  }

  public TrainingOptions {
    within("batch", batch, 1, 1 << 16);
    within("steps", steps, 1, 1L << 40);
    within("learningRate", learningRate, 0, 1);
    within("puzzleLearningRate", puzzleLearningRate, 0, 1);
    within("weightDecay", weightDecay, 0, 10);
    within("puzzleWeightDecay", puzzleWeightDecay, 0, 10);
    within("beta1", beta1, 0, 0.999999);
    within("beta2", beta2, 0, 0.999999);
    within("warmupSteps", warmupSteps, 0, 1L << 31);
    within("minRatio", minRatio, 0, 1);
    within("emaDecay", emaDecay, 0, 1);
    within("exploration", exploration, 0, 1);
    within("labelSmoothing", labelSmoothing, 0, 0.999999);
  }

  private static void within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be " + least + " to " + most);
    }
  }

  /** The share of the learning rates at a step, counted from 1. */
  double rateAt(long step) {
    if (step < warmupSteps) {
      return (double) step / warmupSteps;
    }
    if (schedule == Schedule.CONSTANT) {
      return 1;
    }
    double progress = Math.min(1, (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps));
    return minRatio + (1 - minRatio) * 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
