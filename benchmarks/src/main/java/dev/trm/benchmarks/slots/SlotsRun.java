package dev.trm.benchmarks.slots;

import dev.trm.benchmarks.measure.Machine;
import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleGroups;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lets all sides solve the same puzzles with the same model, in rounds with changing order, so that
 * a temporary disturbance affects all of them.
 */
final class SlotsRun {
  /** Puzzles that a side solves before the measurement. */
  private static final int WARM_UP = 128;

  private final SlotsOptions options;
  private final PrintStream progress;

  SlotsRun(SlotsOptions options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
  }

  SlotsReport run() throws IOException {
    Machine machine = Machine.here(Instant.now());
    TrmWeights weights = TrmWeights.read(options.model().resolve("model.safetensors"));
    progress.println("making " + options.puzzles() + " puzzles");
    List<RatedPuzzle> puzzles =
        FreshSudokus.make(options.puzzles(), options.givens(), options.seed());
    int maxCycles = weights.config().maxCycles();
    List<SideFigures> sides = Arrays.stream(Side.values()).map(SideFigures::new).toList();
    CellGroups groups = groups(weights, puzzles.get(0));
    try (SlotSolver solver =
        new SlotSolver(
            weights,
            groups == null ? null : groups.shape(),
            options.slots(),
            options.slots(),
            Backend.of(Compute.exact(options.threads())))) {
      for (Side side : Side.values()) {
        side.solve(solver, options.slots(), maxCycles, groups, puzzles.subList(0, warmUp()));
      }
      int each = options.puzzles() / options.rounds();
      for (int round = 0; round < options.rounds(); round++) {
        List<RatedPuzzle> part = puzzles.subList(round * each, (round + 1) * each);
        for (int turn = 0; turn < sides.size(); turn++) {
          SideFigures figures = sides.get((round + turn) % sides.size());
          long began = System.nanoTime();
          List<Side.Ended> ended =
              figures.side().solve(solver, options.slots(), maxCycles, groups, part);
          double speed = each * 1e9 / (System.nanoTime() - began);
          figures.add(ended, speed);
          progress.printf(
              Locale.ROOT,
              "round %d, %s: %.1f puzzles/s%n",
              round + 1,
              figures.side().text(),
              speed);
        }
      }
    }
    return SlotsReport.of(machine, options, sides);
  }

  /** The groups of all puzzles of the same size. */
  static @Nullable CellGroups groups(TrmWeights weights, RatedPuzzle puzzle) {
    return PuzzleGroups.of(
        weights.config().mixer(), SudokuPuzzle.parse(puzzle.puzzle().toString()).relations());
  }

  private int warmUp() {
    return Math.min(WARM_UP, options.puzzles());
  }
}
