package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One puzzle to solve, already checked by the gateway.
 *
 * @param puzzleKind as {@code Puzzle.kind()}, for example "sudoku"
 * @param grid the puzzle's canonical text
 * @param model "name@alias" or "name@version"
 * @param maxCycles the limit of supervision cycles, at least 1
 * @param replay which solve this one runs again
 */
public record SolveSpec(
    String puzzleKind,
    String grid,
    @Nullable String model,
    int maxCycles,
    TraceLevel trace,
    HaltMode halt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SolveReplay replay) {

  public SolveSpec {
    if (maxCycles < 1) {
      throw new IllegalArgumentException("maxCycles: " + maxCycles + " is less than 1");
    }
  }

  /** A solve that runs no other again. */
  public SolveSpec(
      String puzzleKind,
      String grid,
      @Nullable String model,
      int maxCycles,
      TraceLevel trace,
      HaltMode halt) {
    this(puzzleKind, grid, model, maxCycles, trace, halt, null);
  }

  /**
   * The same solve, to be compared with this one.
   *
   * @param model what it ran with, "name@version"
   */
  public SolveSpec replayed(SolveReplay again, String model) {
    return new SolveSpec(puzzleKind, grid, model, maxCycles, trace, halt, again);
  }

  /** Reads what a job's {@link Job#spec()} holds. */
  public static SolveSpec of(JsonNode spec) {
    return JobJson.read(spec, SolveSpec.class);
  }
}
