package dev.trm.puzzles;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * An answer as a model gave it.
 *
 * @param grid in the form of the puzzle's own
 * @param checked whether its kind has rules to check it by
 * @param brokenRules of those; none where there are no rules
 */
public record Draft(JsonNode grid, boolean checked, List<BrokenRule> brokenRules) {

  public Draft {
    brokenRules = List.copyOf(brokenRules);
    if (!checked && !brokenRules.isEmpty()) {
      throw new IllegalArgumentException(
          "brokenRules is " + brokenRules + "; what is not checked breaks none");
    }
  }

  /** An answer to a puzzle that has rules. */
  public static Draft checked(JsonNode grid, List<BrokenRule> brokenRules) {
    return new Draft(grid, true, brokenRules);
  }

  /** An answer that nobody can judge who does not know the right one. */
  public static Draft unchecked(JsonNode grid) {
    return new Draft(grid, false, List.of());
  }

  /** Known to be right: complete, by the rules, and true to the question. */
  public boolean solved() {
    return checked && brokenRules.isEmpty();
  }
}
