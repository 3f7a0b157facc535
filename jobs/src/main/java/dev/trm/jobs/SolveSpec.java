package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * One puzzle to solve, already checked by the gateway.
 *
 * @param puzzleKind a {@code PuzzleKind}'s name, for example "sudoku"
 * @param grid the puzzle in its canonical form: text or an array of rows, as in requests of its
 *     kind
 * @param model "name@alias" or "name@version"
 * @param maxCycles the limit of supervision cycles of an attempt, at least 1
 * @param replay which solve this one runs again
 * @param layout how the grid becomes tokens, where its kind leaves this to the model
 * @param search its attempts; null for one attempt
 */
public record SolveSpec(
    String puzzleKind,
    JsonNode grid,
    @Nullable String model,
    int maxCycles,
    TraceLevel trace,
    HaltMode halt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SolveReplay replay,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode layout,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SolveSearch search) {

  public SolveSpec {
    if (maxCycles < 1) {
      throw new IllegalArgumentException("maxCycles: " + maxCycles + " is less than 1");
    }
  }

  /** A solve of one attempt that runs no other again, of a puzzle whose grid is text. */
  public SolveSpec(
      String puzzleKind,
      String grid,
      @Nullable String model,
      int maxCycles,
      TraceLevel trace,
      HaltMode halt) {
    this(puzzleKind, TextNode.valueOf(grid), model, maxCycles, trace, halt, null, null, null);
  }

  /**
   * The same solve, to be compared with this one.
   *
   * @param model what it ran with, "name@version"
   */
  public SolveSpec replayed(SolveReplay again, String model) {
    return new SolveSpec(puzzleKind, grid, model, maxCycles, trace, halt, again, layout, search);
  }

  /** The most cycles of all attempts. */
  public int budget() {
    return search == null ? maxCycles : search.budget(maxCycles);
  }

  /** Reads what a job's {@link Job#spec()} holds. */
  public static SolveSpec of(JsonNode spec) {
    return JobJson.read(spec, SolveSpec.class);
  }
}
