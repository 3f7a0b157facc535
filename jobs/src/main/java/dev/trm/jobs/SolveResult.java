package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a solve gives.
 *
 * @param grid the last draft of the attempt that counts, in the form of the puzzle's own
 * @param solved whether the answer passed the puzzle's rules, null if it has none; never the
 *     model's own opinion
 * @param cycles cycles run by the attempt that counts
 * @param halted whether the model stopped by itself, not by the limit of cycles
 * @param haltProbability of that attempt's last cycle, 0 to 1
 * @param model "name@version"
 * @param checkpoint id of the weights
 * @param runtime what it ran on
 * @param replay how it compares with the solve that it ran again
 * @param search the attempts; null where only one was asked for
 */
public record SolveResult(
    JsonNode grid,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean solved,
    int cycles,
    boolean halted,
    double haltProbability,
    String model,
    String checkpoint,
    SolveRuntime runtime,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ReplayVerdict replay,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Search search) {

  /**
   * What the attempts of a solve came to.
   *
   * @param attempts how many ran
   * @param mostAttempts how many might have run
   * @param answerOf the attempt, from 1, that the answer is of: the one that passed the rules, else
   *     the one with the highest last halt probability
   * @param solvedBy the attempt whose answer passed the rules; null if none did
   * @param variation how that attempt differs from the plain one; null for the plain one
   * @param cycles of all attempts
   * @param seed of the further attempts
   */
  public record Search(
      int attempts,
      int mostAttempts,
      int answerOf,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer solvedBy,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Variation variation,
      int cycles,
      long seed) {}

  /**
   * How an attempt differs from the plain one.
   *
   * @param kind {@code symmetry}, {@code random-start} or {@code noise}
   * @param description for people
   */
  public record Variation(String kind, String description) {}

  /** Of a solve of one attempt that ran no other again. */
  public SolveResult(
      JsonNode grid,
      @Nullable Boolean solved,
      int cycles,
      boolean halted,
      double haltProbability,
      String model,
      String checkpoint,
      SolveRuntime runtime) {
    this(grid, solved, cycles, halted, haltProbability, model, checkpoint, runtime, null, null);
  }

  /** Reads what a job's {@link Job#result()} holds. */
  public static SolveResult of(JsonNode result) {
    return JobJson.read(result, SolveResult.class);
  }
}
