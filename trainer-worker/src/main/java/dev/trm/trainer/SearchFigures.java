package dev.trm.trainer;

import dev.trm.model.SearchPolicy;
import java.util.List;

/**
 * How a model did with further attempts where the first one failed the rules.
 *
 * @param attempts the most of a puzzle, the first one included
 * @param puzzles that were tried, the first of each set
 * @param accuracy share of them with an answer that keeps the rules, 0 to 1, over all sets as their
 *     shares weigh
 * @param firstAccuracy the same after the first attempt
 * @param meanCycles of all attempts of a puzzle
 * @param variation how further attempts differ, by which the figures above were measured
 * @param sigma of that
 * @param compared what each variation did for puzzles that the first attempt missed; empty where it
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
   * A variation on the same missed puzzles as the others.
   *
   * @param missed puzzles
   * @param solved of them
   * @param cycles of all attempts at them
   */
  record Compared(String variation, double sigma, int missed, int solved, long cycles) {}

  /** What the model's file says of its search. */
  SearchPolicy policy() {
    return new SearchPolicy(SearchPolicy.Variation.parse(variation), sigma);
  }
}
