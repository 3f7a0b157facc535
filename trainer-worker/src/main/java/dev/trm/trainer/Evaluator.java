package dev.trm.trainer;

import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model on puzzles for all its cycles and reads all halt modes from that one pass. Puzzles
 * have one solution, so an answer that passes the rules is the exact one.
 */
final class Evaluator {
  private static final int SLOTS = 64;

  private final int maxCycles;
  private final int threads;

  Evaluator(int maxCycles, int threads) {
    this.maxCycles = maxCycles;
    this.threads = threads;
  }

  /**
   * @param stop asked before every cycle
   * @return nothing if it was stopped
   */
  Optional<Evaluation> evaluate(
      TrmWeights weights, List<RatedPuzzle> puzzles, BooleanSupplier stop) {
    List<Evaluation.Outcome> outcomes = new ArrayList<>();
    try (SlotSolver solver = new SlotSolver(weights, Math.min(SLOTS, puzzles.size()), threads)) {
      for (int from = 0; from < puzzles.size(); from += solver.slots()) {
        List<Watch> watches = new ArrayList<>();
        for (int slot = 0; slot < solver.slots(); slot++) {
          if (from + slot < puzzles.size()) {
            Watch watch = new Watch(puzzles.get(from + slot));
            watches.add(watch);
            solver.place(slot, watch.puzzle.puzzle().tokens(), 0);
          } else {
            solver.clear(slot);
          }
        }
        for (int cycle = 1; cycle <= maxCycles; cycle++) {
          if (stop.getAsBoolean()) {
            return Optional.empty();
          }
          List<Optional<SlotCycle>> cycles = solver.cycle();
          for (int slot = 0; slot < watches.size(); slot++) {
            watches.get(slot).see(cycle, cycles.get(slot).orElseThrow());
          }
        }
        watches.forEach(watch -> outcomes.add(watch.outcome()));
      }
    }
    return Optional.of(new Evaluation(outcomes));
  }

  /** What a puzzle's cycles were, as far as the halt modes ask. */
  private static final class Watch {
    private final RatedPuzzle puzzle;
    private final int[] solution;
    private Evaluation.@Nullable Ending head;
    private Evaluation.@Nullable Ending checked;
    private Evaluation.Ending last = new Evaluation.Ending(false, 0);
    private double cellAccuracy;

    Watch(RatedPuzzle puzzle) {
      this.puzzle = puzzle;
      this.solution = puzzle.solution().tokens();
    }

    void see(int cycle, SlotCycle seen) {
      boolean exact = Arrays.equals(seen.answerTokens(), solution);
      last = new Evaluation.Ending(exact, cycle);
      int right = 0;
      for (int cell = 0; cell < solution.length; cell++) {
        right += seen.answerTokens()[cell] == solution[cell] ? 1 : 0;
      }
      cellAccuracy = (double) right / solution.length;
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
}
