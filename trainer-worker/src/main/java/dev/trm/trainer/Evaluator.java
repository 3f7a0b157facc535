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

/**
 * Runs a model on puzzles for all its cycles and derives the results of all halt modes from that
 * run.
 */
final class Evaluator {
  private final int maxCycles;
  private final Compute compute;

  Evaluator(int maxCycles, Compute compute) {
    this.maxCycles = maxCycles;
    this.compute = compute;
  }

  /**
   * @param stop checked before every cycle
   * @return empty if it was stopped
   */
  Optional<Evaluation> evaluate(
      TrmWeights weights, List<EvaluationSet> sets, BooleanSupplier stop) {
    PuzzleKind shown = sets.get(0).kind();
    List<Evaluation.Part> parts = new ArrayList<>();
    List<HeldOutSample> samples = new ArrayList<>();
    for (EvaluationSet set : sets) {
      List<HaltWatch> watches =
          set.puzzles().stream().map(puzzle -> new HaltWatch(set.kind(), puzzle)).toList();
      for (Slots.Alike alike : Slots.alike(weights, set.puzzles(), HeldOutPuzzle::relations)) {
        if (!run(weights, set, alike, watches, stop)) {
          return Optional.empty();
        }
      }
      parts.add(
          new Evaluation.Part(
              set.name(),
              set.share(),
              set.kind(),
              watches.stream().map(HaltWatch::outcome).toList()));
      if (set.kind() == shown) {
        watches.stream()
            .limit(RunSamples.MOST - samples.size())
            .forEach(watch -> samples.add(watch.sample()));
      }
    }
    return Optional.of(new Evaluation(parts, samples, null));
  }

  /** Returns false if it was stopped. */
  private boolean run(
      TrmWeights weights,
      EvaluationSet set,
      Slots.Alike alike,
      List<HaltWatch> watches,
      BooleanSupplier stop) {
    List<Integer> members = alike.members();
    try (SlotSolver solver = Slots.solver(weights, alike, compute)) {
      for (int from = 0; from < members.size(); from += solver.slots()) {
        List<HaltWatch> placed = new ArrayList<>();
        for (int slot = 0; slot < solver.slots(); slot++) {
          if (from + slot < members.size()) {
            HeldOutPuzzle puzzle = set.puzzles().get(members.get(from + slot));
            placed.add(watches.get(members.get(from + slot)));
            Slots.place(solver, slot, weights, puzzle);
          } else {
            solver.clear(slot);
          }
        }
        for (int cycle = 1; cycle <= maxCycles; cycle++) {
          if (stop.getAsBoolean()) {
            return false;
          }
          List<Optional<SlotCycle>> cycles = solver.cycle();
          for (int slot = 0; slot < placed.size(); slot++) {
            HeldOutPuzzle puzzle = set.puzzles().get(members.get(from + slot));
            placed
                .get(slot)
                .see(cycle, Slots.read(weights, puzzle, cycles.get(slot).orElseThrow()));
          }
        }
      }
    }
    return true;
  }
}
