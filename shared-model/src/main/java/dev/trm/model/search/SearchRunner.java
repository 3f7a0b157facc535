package dev.trm.model.search;

import dev.trm.model.search.AttemptSearch.Attempt;
import dev.trm.model.search.AttemptSearch.Progress;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs searches on many puzzles of one shape in a slot solver. The attempts at a puzzle run one
 * after another in its slot; when the search is over, the next puzzle takes the slot. Confined to
 * one thread.
 */
public final class SearchRunner {
  private final SlotSolver solver;
  private final int slots;
  private final Halting halting;

  /** Decides when an attempt ends before its limit. */
  @FunctionalInterface
  public interface Halting {
    /** Halts when the halt probability is over one half and the draft passes the rules. */
    Halting CHECKED = (haltLogit, passes) -> haltLogit > 0 && passes.getAsBoolean();

    /**
     * Whether the attempt ends after this cycle.
     *
     * @param passes whether the draft passes the rules; expensive, so call it only if it decides
     */
    boolean stops(float haltLogit, BooleanSupplier passes);
  }

  /**
   * The result of a search.
   *
   * @param solved whether the answer passes the rules
   * @param answer (sequenceLength)
   * @param answerOf the number, from 0, of the attempt that gave the answer
   * @param cycles of each attempt that ran, starting with attempt 0
   */
  @SuppressWarnings("ArrayRecordComponent") // only carries an array; never compared
  public record Found(boolean solved, int[] answer, int answerOf, List<Integer> cycles) {
    public Found {
      cycles = List.copyOf(cycles);
    }

    /** The number of cycles of all attempts together. */
    public int allCycles() {
      return cycles.stream().mapToInt(Integer::intValue).sum();
    }
  }

  /**
   * @param solver with all slots empty, as each run leaves it
   * @param slots puzzles to run at a time; at most the size to which the solver may be reshaped
   */
  public SearchRunner(SlotSolver solver, int slots, Halting halting) {
    this.solver = solver;
    this.slots = slots;
    this.halting = halting;
  }

  /**
   * Searches all puzzles.
   *
   * @param questions of the solver's shape
   * @param stop checked before every cycle; true ends the run
   * @return the results in the order of the questions; empty if the run was stopped
   */
  public Optional<List<Found>> run(
      List<PuzzleAttempts> questions, SearchLimits limits, BooleanSupplier stop) {
    @Nullable Found[] found = new Found[questions.size()];
    @Nullable Held[] held = new Held[Math.max(1, Math.min(slots, questions.size()))];
    solver.reshape(held.length);
    int placed = 0;
    int over = 0;
    while (over < found.length) {
      for (int slot = 0; slot < held.length && placed < found.length; slot++) {
        if (held[slot] == null) {
          held[slot] = new Held(placed, questions.get(placed), limits);
          place(slot, held[slot]);
          placed++;
        }
      }
      if (placed - over < held.length) {
        held = shrunk(held);
      }
      if (stop.getAsBoolean()) {
        clear(held);
        return Optional.empty();
      }
      List<Optional<SlotCycle>> cycles = solver.cycle();
      for (int slot = 0; slot < held.length; slot++) {
        Held one = held[slot];
        if (one == null) {
          continue;
        }
        Progress progress = one.take(cycles.get(slot).orElseThrow(), halting);
        if (progress == Progress.OVER) {
          found[one.place] = one.found();
          solver.clear(slot);
          held[slot] = null;
          over++;
        } else if (progress == Progress.ENDED) {
          one.next();
          place(slot, one);
        }
      }
    }
    clear(held);
    return Optional.of(List.of(found));
  }

  private void place(int slot, Held held) {
    AttemptForm form = held.form;
    solver.place(slot, form.question(), form.puzzleId(), form.groups(), form.start());
  }

  private void clear(@Nullable Held[] held) {
    for (int slot = 0; slot < held.length; slot++) {
      solver.clear(slot);
    }
  }

  /** Gives up the empty slots when no puzzle is left to fill them. */
  private @Nullable Held[] shrunk(@Nullable Held[] held) {
    int[] from = solver.reshape((int) Arrays.stream(held).filter(each -> each != null).count());
    @Nullable Held[] fewer = new Held[from.length];
    Arrays.setAll(fewer, slot -> held[from[slot]]);
    return fewer;
  }

  /** A puzzle and its slot. */
  private static final class Held {
    private final int place;
    private final PuzzleAttempts question;
    private final AttemptSearch search;
    private final List<int[]> answers = new ArrayList<>();
    private Attempt attempt;
    private AttemptForm form;

    Held(int place, PuzzleAttempts question, SearchLimits limits) {
      this.place = place;
      this.question = question;
      this.search = new AttemptSearch(limits);
      this.attempt = search.start().orElseThrow();
      this.form = question.form(0);
    }

    void next() {
      attempt = search.start().orElseThrow();
      form = question.form(attempt.number());
    }

    Progress take(SlotCycle made, Halting halting) {
      int[] answer = form.undo(made).answerTokens();
      BooleanSupplier passes = () -> question.puzzle().solvedBy(answer);
      boolean halts = halting.stops(made.haltLogit(), passes);
      Progress progress = search.take(attempt, made.haltLogit(), halts, passes);
      if (progress != Progress.RUNNING) {
        answers.add(answer);
      }
      return progress;
    }

    Found found() {
      int of = search.answer().number();
      return new Found(search.solved(), answers.get(of), of, search.cyclesOfEach());
    }
  }
}
