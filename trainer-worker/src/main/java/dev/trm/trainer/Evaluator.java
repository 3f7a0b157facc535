package dev.trm.trainer;

import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs a model on puzzles for all its cycles and reads all halt modes from that one pass. Puzzles
 * have one solution, so an answer that passes the rules is the exact one.
 */
final class Evaluator {
  private static final int SLOTS = 64;

  private final int maxCycles;
  private final Compute compute;

  Evaluator(int maxCycles, Compute compute) {
    this.maxCycles = maxCycles;
    this.compute = compute;
  }

  /**
   * @param stop asked before every cycle
   * @return nothing if it was stopped
   */
  Optional<Evaluation> evaluate(
      TrmWeights weights, List<RatedPuzzle> puzzles, BooleanSupplier stop) {
    List<Evaluation.Outcome> outcomes = new ArrayList<>();
    try (SlotSolver solver = new SlotSolver(weights, Math.min(SLOTS, puzzles.size()), compute)) {
      for (int from = 0; from < puzzles.size(); from += solver.slots()) {
        List<HaltWatch> watches = new ArrayList<>();
        for (int slot = 0; slot < solver.slots(); slot++) {
          if (from + slot < puzzles.size()) {
            HaltWatch watch = new HaltWatch(puzzles.get(from + slot));
            watches.add(watch);
            solver.place(slot, watch.question(), 0);
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
}
