package dev.trm.puzzles;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A model's answer to a puzzle.
 *
 * @param grid in the form of the puzzle's own grid
 * @param checked whether its kind has rules that check it
 * @param brokenRules the rules that it breaks; empty for a kind without rules
 */
public record Draft(JsonNode grid, boolean checked, List<BrokenRule> brokenRules) {

  public Draft {
    brokenRules = List.copyOf(brokenRules);
    if (!checked && !brokenRules.isEmpty()) {
      throw new IllegalArgumentException(
          "brokenRules is " + brokenRules + "; what is not checked breaks none");
    }
  }

  /** A draft for a puzzle that has rules. */
  public static Draft checked(JsonNode grid, List<BrokenRule> brokenRules) {
    return new Draft(grid, true, brokenRules);
  }

  /** A draft that cannot be checked, because its kind has no rules. */
  public static Draft unchecked(JsonNode grid) {
    return new Draft(grid, false, List.of());
  }

  /**
   * Whether the draft is known to be correct: complete, passes the rules, and keeps the question.
   */
  public boolean solved() {
    return checked && brokenRules.isEmpty();
  }
}
