package dev.trm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One puzzle to solve, already checked by the gateway.
 *
 * @param puzzleKind as {@code Puzzle.kind()}, for example "sudoku"
 * @param grid the puzzle's canonical text
 * @param model "name@alias" or "name@version"
 * @param maxCycles the limit of supervision cycles, at least 1
 */
public record SolveSpec(
    String puzzleKind,
    String grid,
    @Nullable String model,
    int maxCycles,
    TraceLevel trace,
    HaltMode halt) {

  public SolveSpec {
    if (maxCycles < 1) {
      throw new IllegalArgumentException("maxCycles: " + maxCycles + " is less than 1");
    }
  }

  /** Reads what a job's {@link Job#spec()} holds. */
  public static SolveSpec of(JsonNode spec) {
    return JobJson.read(spec, SolveSpec.class);
  }
}
