package dev.trm.trainer;

import dev.trm.model.solve.SlotCycle;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Watches all cycles of one puzzle and notes where each halt mode would have ended. */
final class HaltWatch {
  private final RatedPuzzle puzzle;
  private final int[] solution;
  private Evaluation.@Nullable Ending head;
  private Evaluation.@Nullable Ending checked;
  private Evaluation.Ending last = new Evaluation.Ending(false, 0);
  private double cellAccuracy;

  HaltWatch(RatedPuzzle puzzle) {
    this.puzzle = puzzle;
    this.solution = puzzle.solution().tokens();
  }

  int[] question() {
    return puzzle.puzzle().tokens();
  }

  /**
   * @param cycle counted from 1
   */
  void see(int cycle, SlotCycle seen) {
    int right = 0;
    for (int cell = 0; cell < solution.length; cell++) {
      right += seen.answerTokens()[cell] == solution[cell] ? 1 : 0;
    }
    cellAccuracy = (double) right / solution.length;
    boolean exact = Arrays.equals(seen.answerTokens(), solution);
    last = new Evaluation.Ending(exact, cycle);
    boolean stops = seen.haltLogit() > 0;
    if (stops && head == null) {
      head = last;
    }
    if (stops && exact && checked == null) {
      checked = last;
    }
  }

  Evaluation.Outcome outcome() {
    return new Evaluation.Outcome(
        solution.length,
        puzzle.givens(),
        puzzle.backtracks(),
        cellAccuracy,
        last,
        head == null ? last : head,
        checked == null ? last : checked);
  }
}
