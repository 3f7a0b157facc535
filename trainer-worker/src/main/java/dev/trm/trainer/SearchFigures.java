package dev.trm.trainer;

import dev.trm.model.SearchPolicy;
import java.util.List;

/**
 * The results of a model with further attempts at puzzles whose first attempt broke the rules.
 *
 * @param attempts maximum number of attempts at a puzzle, including the first
 * @param puzzles number of evaluated puzzles, the first of each set
 * @param accuracy share of these with an answer that passes the rules, 0 to 1, weighted over all
 *     sets by their shares
 * @param firstAccuracy the same after the first attempt
 * @param meanCycles of all attempts at a puzzle
 * @param variation of the further attempts in these figures
 * @param sigma of the variation
 * @param compared results of each variation on puzzles that the first attempt missed; empty if it
 *     missed none
 */
record SearchFigures(
    int attempts,
    int puzzles,
    double accuracy,
    double firstAccuracy,
    double meanCycles,
    String variation,
    double sigma,
    List<Compared> compared) {

  SearchFigures {
    compared = List.copyOf(compared);
  }

  /**
   * The result of a variation on the same missed puzzles as the others.
   *
   * @param missed number of puzzles
   * @param solved number of these that it solved
   * @param cycles of all attempts at them
   */
  record Compared(String variation, double sigma, int missed, int solved, long cycles) {}

  /** The search policy for the model's file. */
  SearchPolicy policy() {
    return new SearchPolicy(SearchPolicy.Variation.parse(variation), sigma);
  }
}
