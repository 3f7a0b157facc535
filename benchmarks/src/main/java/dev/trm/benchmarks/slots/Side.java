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

/** A way of solving many puzzles with a model. */
enum Side {
  /** Every puzzle runs all cycles, and a batch ends before the next one begins. */
  STATIC(HaltMode.FIXED, false),
  /**
   * A solve ends when the halting head predicts a correct draft, and the next puzzle takes its
   * slot.
   */
  HEAD(HaltMode.HEAD, true),
  /**
   * A solve ends when the halting head predicts a correct draft and the draft passes the rules; the
   * next puzzle takes its slot.
   */
  CHECKED(HaltMode.CHECKED, true);

  private final HaltMode halt;
  private final boolean refill;

  Side(HaltMode halt, boolean refill) {
    this.halt = halt;
    this.refill = refill;
  }

  /** Its name in reports. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The result of one puzzle.
   *
   * @param exact whether the answer equals the expected one
   */
  record Ended(boolean exact, int cycles) {}

  /**
   * Solves all puzzles.
   *
   * @param solver with all slots empty, before and after
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

  /** Gives up the empty slots when no puzzle is left to fill them, as a solver does. */
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

  /** A puzzle and its slot. */
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
