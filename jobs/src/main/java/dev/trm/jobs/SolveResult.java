package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a solve gives.
 *
 * @param grid the last draft, in the form of the puzzle's own
 * @param solved whether the answer passed the puzzle's rules, null if it has none; never the
 *     model's own opinion
 * @param cycles cycles run
 * @param halted whether the model stopped by itself, not by the limit of cycles
 * @param haltProbability of the last cycle, 0 to 1
 * @param model "name@version"
 * @param checkpoint id of the weights
 * @param runtime what it ran on
 * @param replay how it compares with the solve that it ran again
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ReplayVerdict replay) {

  /** Of a solve that ran no other again. */
  public SolveResult(
      JsonNode grid,
      @Nullable Boolean solved,
      int cycles,
      boolean halted,
      double haltProbability,
      String model,
      String checkpoint,
      SolveRuntime runtime) {
    this(grid, solved, cycles, halted, haltProbability, model, checkpoint, runtime, null);
  }

  /** Reads what a job's {@link Job#result()} holds. */
  public static SolveResult of(JsonNode result) {
    return JobJson.read(result, SolveResult.class);
  }
}
