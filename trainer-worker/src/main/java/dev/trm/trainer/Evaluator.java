package dev.trm.trainer;

import dev.trm.jobs.store.HeldOutSample;
import dev.trm.jobs.store.RunSamples;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Runs a model on puzzles for all its cycles and reads all halt modes from that one pass. */
final class Evaluator {
  private static final int MOST_SLOTS = 64;

  /** Cells of all slots together: what a batch takes in memory grows with them. */
  private static final int MOST_CELLS = 1 << 14;

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
      TrmWeights weights, PuzzleKind kind, List<HeldOutPuzzle> puzzles, BooleanSupplier stop) {
    int most = Math.max(1, Math.min(MOST_SLOTS, MOST_CELLS / weights.config().sequenceLength()));
    List<Evaluation.Outcome> outcomes = new ArrayList<>();
    List<HeldOutSample> samples = new ArrayList<>();
    try (SlotSolver solver = new SlotSolver(weights, Math.min(most, puzzles.size()), compute)) {
      for (int from = 0; from < puzzles.size(); from += solver.slots()) {
        List<HaltWatch> watches = new ArrayList<>();
        for (int slot = 0; slot < solver.slots(); slot++) {
          if (from + slot < puzzles.size()) {
            HeldOutPuzzle puzzle = puzzles.get(from + slot);
            watches.add(new HaltWatch(kind, puzzle));
            solver.place(slot, puzzle.questionTokens(), puzzle.puzzleId());
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
        watches.stream()
            .limit(RunSamples.MOST - samples.size())
            .forEach(watch -> samples.add(watch.sample()));
      }
    }
    return Optional.of(new Evaluation(kind, outcomes, samples));
  }
}
