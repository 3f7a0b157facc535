package dev.trm.trainer;

import dev.trm.jobs.HaltMode;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.PuzzleKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how many puzzles a second two models solve on this machine: by turns, so that what slows
 * one down slows the other too, and by the median of the turns. Slots are refilled as puzzles halt,
 * as in a solver.
 */
final class SpeedTrial {
  /** Turns of each that count, after one that does not. */
  static final int TURNS = 5;

  private static final int MOST_PUZZLES = 256;
  private static final int MOST_SLOTS = 64;

  private final PuzzleKind kind;
  private final List<HeldOutPuzzle> puzzles;
  private final HaltMode mode;
  private final Compute compute;

  SpeedTrial(PuzzleKind kind, List<HeldOutPuzzle> heldOut, Compute compute) {
    this.kind = kind;
    this.puzzles = heldOut.subList(0, Math.min(MOST_PUZZLES, heldOut.size()));
    this.mode = HaltMode.usual(kind);
    this.compute = compute;
  }

  /** Puzzles a second, the medians of the turns. */
  record Speeds(double champion, double challenger) {}

  /**
   * @param stop asked before every cycle
   * @return nothing if it was stopped
   */
  Optional<Speeds> run(TrmWeights champion, TrmWeights challenger, BooleanSupplier stop) {
    int slots = Math.min(MOST_SLOTS, puzzles.size());
    double[] before = new double[TURNS];
    double[] now = new double[TURNS];
    try (SlotSolver one = new SlotSolver(champion, slots, compute);
        SlotSolver other = new SlotSolver(challenger, slots, compute)) {
      for (int turn = -1; turn < TURNS; turn++) {
        OptionalDouble first = turn(one, champion.config().maxCycles(), stop);
        OptionalDouble second = turn(other, challenger.config().maxCycles(), stop);
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

  /** Puzzles a second over all of them. */
  private OptionalDouble turn(SlotSolver solver, int maxCycles, BooleanSupplier stop) {
    @Nullable HaltWatch[] watches = new HaltWatch[solver.slots()];
    int[] cycles = new int[solver.slots()];
    int placed = 0;
    int ended = 0;
    long began = System.nanoTime();
    while (ended < puzzles.size()) {
      if (stop.getAsBoolean()) {
        return OptionalDouble.empty();
      }
      for (int slot = 0; slot < watches.length; slot++) {
        if (watches[slot] == null && placed < puzzles.size()) {
          HeldOutPuzzle puzzle = puzzles.get(placed++);
          watches[slot] = new HaltWatch(kind, puzzle);
          cycles[slot] = 0;
          solver.place(slot, puzzle.questionTokens(), puzzle.puzzleId());
        }
      }
      List<Optional<SlotCycle>> seen = solver.cycle();
      for (int slot = 0; slot < watches.length; slot++) {
        HaltWatch watch = watches[slot];
        if (watch != null) {
          watch.see(++cycles[slot], seen.get(slot).orElseThrow());
          if (watch.halted(mode) || cycles[slot] == maxCycles) {
            solver.clear(slot);
            watches[slot] = null;
            ended++;
          }
        }
      }
    }
    return OptionalDouble.of(puzzles.size() * 1e9 / Math.max(1, System.nanoTime() - began));
  }

  private static double median(double[] turns) {
    return DoubleStream.of(turns).sorted().skip(turns.length / 2).findFirst().orElseThrow();
  }
}
