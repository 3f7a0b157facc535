package dev.trm.benchmarks.slots;

import dev.trm.benchmarks.measure.Machine;
import dev.trm.model.Compute;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Has all sides solve the same puzzles with the same model, round by round and each round in
 * another order, so that what slows the machine down for a while slows none of them alone.
 */
final class SlotsRun {
  /** Puzzles a side solves before anything is measured. */
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
    progress.println("making " + options.puzzles() + " puzzles that the model does not know");
    List<RatedPuzzle> puzzles =
        FreshSudokus.of(options.model()).make(options.puzzles(), options.givens(), options.seed());
    int maxCycles = weights.config().maxCycles();
    List<SideFigures> sides = Arrays.stream(Side.values()).map(SideFigures::new).toList();
    try (SlotSolver solver =
        new SlotSolver(weights, options.slots(), Compute.exact(options.threads()))) {
      for (Side side : Side.values()) {
        side.solve(solver, options.slots(), maxCycles, puzzles.subList(0, warmUp()));
      }
      int each = options.puzzles() / options.rounds();
      for (int round = 0; round < options.rounds(); round++) {
        List<RatedPuzzle> part = puzzles.subList(round * each, (round + 1) * each);
        for (int turn = 0; turn < sides.size(); turn++) {
          SideFigures figures = sides.get((round + turn) % sides.size());
          long began = System.nanoTime();
          List<Side.Ended> ended = figures.side().solve(solver, options.slots(), maxCycles, part);
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

  private int warmUp() {
    return Math.min(WARM_UP, options.puzzles());
  }
}
