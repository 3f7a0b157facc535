package dev.trm.trainer;

import dev.trm.jobs.HaltMode;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures the throughput of two models on this machine, in puzzles per second. The models take
 * turns, so that a disturbance affects both, and the result is the median of the turns. Slots are
 * refilled as puzzles halt, as in a solver.
 */
final class SpeedTrial {
  /** The number of measured turns of each model, after one warm-up turn. */
  static final int TURNS = 5;

  private static final int MOST_PUZZLES = 256;

  private final List<EvaluationSet> sets;
  private final Compute compute;

  SpeedTrial(List<EvaluationSet> heldOut, Compute compute) {
    this.sets = EvaluationSet.limited(heldOut, MOST_PUZZLES);
    this.compute = compute;
  }

  /** Medians in puzzles per second. */
  record Speeds(double champion, double challenger) {}

  /**
   * @param stop checked before every cycle
   * @return empty if it was stopped
   */
  Optional<Speeds> run(TrmWeights champion, TrmWeights challenger, BooleanSupplier stop) {
    double[] before = new double[TURNS];
    double[] now = new double[TURNS];
    try (Runner one = new Runner(champion);
        Runner other = new Runner(challenger)) {
      for (int turn = -1; turn < TURNS; turn++) {
        OptionalDouble first = one.turn(stop);
        OptionalDouble second = other.turn(stop);
        if (first.isEmpty() || second.isEmpty()) {
          return Optional.empty();
        }
        if (turn >= 0) {
          before[turn] = first.getAsDouble();
          now[turn] = second.getAsDouble();
        }
      }
    }
    return Optional.of(new Speeds(median(before), median(now)));
  }

  /** Puzzles that run in one solver. */
  private record Batch(EvaluationSet set, Slots.Alike alike, SlotSolver solver) {}

  /** One of the models with all its solvers. */
  private final class Runner implements AutoCloseable {
    private final TrmWeights weights;
    private final List<Batch> batches = new ArrayList<>();

    Runner(TrmWeights weights) {
      this.weights = weights;
      for (EvaluationSet set : sets) {
        for (Slots.Alike alike : Slots.alike(weights, set.puzzles(), HeldOutPuzzle::relations)) {
          batches.add(new Batch(set, alike, Slots.solver(weights, alike, compute)));
        }
      }
    }

    /** Puzzles per second over all of them. */
    OptionalDouble turn(BooleanSupplier stop) {
      long began = System.nanoTime();
      for (Batch batch : batches) {
        if (!run(batch, stop)) {
          return OptionalDouble.empty();
        }
      }
      return OptionalDouble.of(
          EvaluationSet.count(sets) * 1e9 / Math.max(1, System.nanoTime() - began));
    }

    private boolean run(Batch batch, BooleanSupplier stop) {
      SlotSolver solver = batch.solver();
      PuzzleKind kind = batch.set().kind();
      List<Integer> members = batch.alike().members();
      int maxCycles = weights.config().maxCycles();
      @Nullable HaltWatch[] watches = new HaltWatch[solver.slots()];
      int[] cycles = new int[solver.slots()];
      int placed = 0;
      int ended = 0;
      while (ended < members.size()) {
        if (stop.getAsBoolean()) {
          return false;
        }
        for (int slot = 0; slot < watches.length; slot++) {
          if (watches[slot] == null && placed < members.size()) {
            HeldOutPuzzle puzzle = batch.set().puzzles().get(members.get(placed++));
            watches[slot] = new HaltWatch(kind, puzzle);
            cycles[slot] = 0;
            Slots.place(solver, slot, weights, puzzle);
          }
        }
        List<Optional<SlotCycle>> seen = solver.cycle();
        for (int slot = 0; slot < watches.length; slot++) {
          HaltWatch watch = watches[slot];
          if (watch != null) {
            watch.see(
                ++cycles[slot], Slots.read(weights, watch.puzzle(), seen.get(slot).orElseThrow()));
            if (watch.halted(HaltMode.usual(kind)) || cycles[slot] == maxCycles) {
              solver.clear(slot);
              watches[slot] = null;
              ended++;
            }
          }
        }
      }
      return true;
    }

    @Override
    public void close() {
      batches.forEach(batch -> batch.solver().close());
    }
  }

  private static double median(double[] turns) {
    return DoubleStream.of(turns).sorted().skip(turns.length / 2).findFirst().orElseThrow();
  }
}
