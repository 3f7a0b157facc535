package dev.trm.model.train;

import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters of a training; callers choose the defaults.
 *
 * @param batch number of slots of the pool
 * @param steps length of the schedule
 * @param warmupSteps steps in which the rate rises linearly
 * @param minRatio the cosine schedule's final rate, as a share of the rate
 * @param emaDecay share of the old average kept at a step
 * @param exploration probability that a slot must run a random number of cycles before it halts
 * @param labelSmoothing share of each label that is spread over all tokens; 0 is the paper's loss
 * @param muon updates the layers' matrices; null leaves all parameters to {@code optimizer}, as in
 *     the paper
 * @param optimizer of all parameters that Muon does not update
 * @param clipNorm gradients are scaled down so that their global norm is at most this; 0 disables
 *     clipping
 * @param randomStarts probability that a slot with a new example starts from random numbers of
 *     standard deviation 1 around the fixed start
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
    @Nullable Muon muon,
    Optimizer optimizer,
    double clipNorm,
    double randomStarts) {

  /** The optimiser that turns gradients and moments into updates. */
  public enum Optimizer {
    /** The paper's: an update does not depend on the scale of the gradients. */
    ADAM_ATAN2,
    /** AdamW of Loshchilov and Hutter, with ε 1e-8. */
    ADAM_W
  }

  /**
   * The Muon optimiser of the layers' matrices: orthogonalised momentum. Embeddings, heads and
   * puzzle rows keep their optimiser. Rate and weight decay have the scale of AdamATan2's.
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
    within("clipNorm", clipNorm, 0, 1e9);
    within("randomStarts", randomStarts, 0, 1);
    if (optimizer == null) {
      throw new IllegalArgumentException("optimizer is missing; it must be ADAM_ATAN2 or ADAM_W");
    }
  }

  /**
   * Options as in the paper: AdamATan2, no clipping, and every slot starts from the fixed start.
   */
  public TrainingOptions(
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
    this(
        batch,
        steps,
        learningRate,
        puzzleLearningRate,
        weightDecay,
        puzzleWeightDecay,
        beta1,
        beta2,
        warmupSteps,
        schedule,
        minRatio,
        emaDecay,
        exploration,
        seed,
        labelSmoothing,
        muon,
        Optimizer.ADAM_ATAN2,
        0,
        0);
  }

  private static void within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be " + least + " to " + most);
    }
  }

  /** The factor by which the schedule multiplies the learning rates at a step, counted from 1. */
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
