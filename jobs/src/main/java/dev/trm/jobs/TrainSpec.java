package dev.trm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A training run. The trees are read by the trainer's plans, which know the defaults.
 *
 * @param model the name a finished run is registered under, without an alias
 * @param dataset how to make the examples, for example {@code {"generator": "sudoku", "size": 4}}
 * @param evaluateEvery steps between evaluations and checkpoints, at least 1
 * @param promotion when the alias {@code champion} moves
 * @param resumeFrom id of a full checkpoint to go on from
 */
public record TrainSpec(
    String model,
    JsonNode dataset,
    JsonNode architecture,
    JsonNode training,
    long evaluateEvery,
    JsonNode promotion,
    @Nullable String resumeFrom) {

  public TrainSpec {
    if (evaluateEvery < 1) {
      throw new IllegalArgumentException("evaluateEvery: " + evaluateEvery + " is less than 1");
    }
  }

  /** Reads what a job's {@link Job#spec()} holds. */
  public static TrainSpec of(JsonNode spec) {
    return JobJson.read(spec, TrainSpec.class);
  }
}
