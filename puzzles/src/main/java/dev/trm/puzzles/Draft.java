package dev.trm.puzzles;

import java.util.List;

/**
 * An answer, checked by the rules.
 *
 * @param grid in the puzzle's text form, blanks where the answer has no symbol
 * @param brokenRules none means that the puzzle is solved
 */
public record Draft(String grid, List<BrokenRule> brokenRules) {

  public Draft {
    brokenRules = List.copyOf(brokenRules);
  }

  /** Complete, by the rules, and true to the question. */
  public boolean solved() {
    return brokenRules.isEmpty();
  }
}
