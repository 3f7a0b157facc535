package dev.trm.benchmarks.slots;

import dev.trm.jobs.HaltMode;
import dev.trm.model.CellGroups;
import dev.trm.model.Start;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One way of solving many puzzles with a model. */
enum Side {
  /** Every puzzle runs all cycles, and a batch ends before the next one begins. */
  STATIC(HaltMode.FIXED, false),
  /** A puzzle ends when the model says so, and the next one takes its slot. */
  HEAD(HaltMode.HEAD, true),
  /**
   * A puzzle ends when the model says so and the draft keeps the rules; the next takes its slot.
   */
  CHECKED(HaltMode.CHECKED, true);

  private final HaltMode halt;
  private final boolean refill;

  Side(HaltMode halt, boolean refill) {
    this.halt = halt;
    this.refill = refill;
  }

  /** As it is shown. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What became of one puzzle.
   *
   * @param exact whether the answer was the right one, cell for cell
   */
  record Ended(boolean exact, int cycles) {}

  /**
   * Solves all of them.
   *
   * @param solver with all slots empty, as it is left
   * @param slots puzzles at a time
   * @param groups of the puzzles' cells, for a network with relations; null for other networks
   * @return in the order of the puzzles
   */
  List<Ended> solve(
      SlotSolver solver,
      int slots,
      int maxCycles,
      @Nullable CellGroups groups,
      List<RatedPuzzle> puzzles) {
    Ended[] ended = new Ended[puzzles.size()];
    @Nullable Held[] held = new Held[slots];
    solver.reshape(slots);
    int placed = 0;
    int over = 0;
    while (over < puzzles.size()) {
      if (refill || placed == over) {
        for (int slot = 0; slot < held.length && placed < puzzles.size(); slot++) {
          if (held[slot] == null) {
            held[slot] = Held.place(solver, slot, placed, groups, puzzles.get(placed));
            placed++;
          }
        }
      }
      if (placed - over < held.length) {
        held = shrunk(solver, held);
      }
      List<Optional<SlotCycle>> cycles = solver.cycle();
      for (int slot = 0; slot < held.length; slot++) {
        Held one = held[slot];
        if (one == null) {
          continue;
        }
        SlotCycle cycle = cycles.get(slot).orElseThrow();
        one.cycles++;
        if (one.cycles == maxCycles || halts(one, cycle)) {
          ended[one.place] = one.ended(cycle);
          solver.clear(slot);
          held[slot] = null;
          over++;
        }
      }
    }
    return List.of(ended);
  }

  /** Nothing is left to fill the empty slots with: they are given up, as in a solver. */
  private static @Nullable Held[] shrunk(SlotSolver solver, @Nullable Held[] held) {
    int[] from = solver.reshape((int) Arrays.stream(held).filter(each -> each != null).count());
    @Nullable Held[] fewer = new Held[from.length];
    Arrays.setAll(fewer, slot -> held[from[slot]]);
    return fewer;
  }

  private boolean halts(Held held, SlotCycle cycle) {
    return switch (halt) {
      case FIXED -> false;
      case HEAD -> cycle.haltLogit() > 0;
      case CHECKED -> cycle.haltLogit() > 0 && held.question.draft(cycle.answerTokens()).solved();
    };
  }

  /** A puzzle in its slot. */
  private static final class Held {
    private final int place;
    private final RatedPuzzle puzzle;
    private final SudokuPuzzle question;
    private int cycles;

    private Held(int place, RatedPuzzle puzzle) {
      this.place = place;
      this.puzzle = puzzle;
      this.question = SudokuPuzzle.parse(puzzle.puzzle().toString());
    }

    static Held place(
        SlotSolver solver, int slot, int place, @Nullable CellGroups groups, RatedPuzzle puzzle) {
      Held held = new Held(place, puzzle);
      solver.place(slot, held.question.tokens(), 0, groups, Start.FIXED);
      return held;
    }

    Ended ended(SlotCycle last) {
      return new Ended(puzzle.score(last.answerTokens()).exact(), cycles);
    }
  }
}
