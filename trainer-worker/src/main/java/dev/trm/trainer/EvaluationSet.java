package dev.trm.trainer;

import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Held-out puzzles of one kind for which an evaluation reports an accuracy.
 *
 * @param name for people; unique within the data
 * @param share weight in an overall figure, more than 0
 * @param puzzles at least one
 */
record EvaluationSet(String name, double share, PuzzleKind kind, List<HeldOutPuzzle> puzzles) {

  EvaluationSet {
    puzzles = List.copyOf(puzzles);
    if (puzzles.isEmpty()) {
      throw new IllegalArgumentException("dataset: there is no puzzle to judge by");
    }
  }

  /** The only set of its data. */
  EvaluationSet(PuzzleKind kind, List<HeldOutPuzzle> puzzles) {
    this("all", 1, kind, puzzles);
  }

  /**
   * The first puzzles of each set.
   *
   * @param most maximum over all sets, divided by their shares; each set keeps at least one puzzle
   */
  static List<EvaluationSet> limited(List<EvaluationSet> sets, int most) {
    double shares = sets.stream().mapToDouble(EvaluationSet::share).sum();
    List<EvaluationSet> limited = new ArrayList<>();
    for (EvaluationSet set : sets) {
      int count = (int) Math.max(1, Math.floor(most * set.share / shares));
      limited.add(
          new EvaluationSet(
              set.name,
              set.share,
              set.kind,
              set.puzzles.subList(0, Math.min(count, set.puzzles.size()))));
    }
    return limited;
  }

  /** The number of puzzles of all sets. */
  static int count(List<EvaluationSet> sets) {
    return sets.stream().mapToInt(set -> set.puzzles.size()).sum();
  }
}
