package dev.trm.jobs;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An unseen ARC task to adapt a model to and to answer, already checked by the gateway.
 *
 * @param model "name@alias" or "name@version" of what is adapted
 * @param name of the task, for people and submissions; decides nothing
 * @param task as the competition hands it out, {@code train} and {@code test}; outputs of test
 *     pairs are there to score by, and reach no model
 * @param augmentations of the task beside itself, 0 to 1,000; fewer where it has fewer
 * @param training the fine-tune
 * @param maxCycles cycles of every answer, at least 1
 * @param keep whether the adapted weights become a checkpoint
 */
public record AdaptSpec(
    String model,
    String name,
    JsonNode task,
    int augmentations,
    Training training,
    int maxCycles,
    boolean keep) {

  /**
   * How the weights, and a row of the puzzle embedding for each form of the task, are fine-tuned.
   *
   * @param steps at least 1
   * @param emaDecay share of the averaged weights, which answer, that a step keeps
   * @param seed of the augmentations and of all that is drawn
   */
  public record Training(
      long steps,
      int batch,
      double learningRate,
      double puzzleLearningRate,
      double weightDecay,
      double puzzleWeightDecay,
      double emaDecay,
      long seed) {}

  public AdaptSpec {
    if (maxCycles < 1) {
      throw new IllegalArgumentException("maxCycles: " + maxCycles + " is less than 1");
    }
  }

  /** Reads what a job's {@link Job#spec()} holds. */
  public static AdaptSpec of(JsonNode spec) {
    return JobJson.read(spec, AdaptSpec.class);
  }
}
