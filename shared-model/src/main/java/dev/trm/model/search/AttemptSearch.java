package dev.trm.model.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The search on one puzzle: decides which attempts may start, when each ends, and which attempt's
 * answer counts. It knows neither slots nor puzzles: its caller runs each attempt that {@link
 * #start()} returns and reports each cycle to {@link #take}. Not thread-safe.
 *
 * <p>Attempt 0 runs on the puzzle as it is. An attempt ends when the model halts, or at its maximum
 * number of cycles. The first attempt whose last draft passes the rules ends the search. If none
 * passes, the answer is that of the attempt with the highest last halt logit; among equals, the
 * lowest attempt number.
 *
 * <p>The maximum of an attempt does not depend on the order in which attempts run: it is the part
 * of the budget that lower-numbered attempts leave. So a search that fails makes the same attempts
 * whatever the load of the solver.
 */
public final class AttemptSearch {

  private final SearchLimits limits;

  /**
   * The number of cycles that each attempt runs, whatever the model predicts; null unless this
   * search is a replay.
   */
  private final @Nullable List<Integer> recorded;

  private final int recordedAnswer;

  /** Indexed by attempt number; holds the attempts up to the last one started. */
  private final List<Attempt> attempts = new ArrayList<>();

  private @Nullable Attempt answer;

  /** A new search within limits. */
  public AttemptSearch(SearchLimits limits) {
    this.limits = limits;
    this.recorded = null;
    this.recordedAnswer = 0;
  }

  private AttemptSearch(List<Integer> recorded, int answer) {
    this.limits = SearchLimits.of(recorded.size(), Integer.MAX_VALUE);
    this.recorded = List.copyOf(recorded);
    this.recordedAnswer = answer;
  }

  /**
   * A replay of recorded attempts: each runs exactly its recorded number of cycles, whatever the
   * model predicts.
   *
   * @param cycles of each attempt, starting with attempt 0; 0 for an attempt that did not run
   * @param answer the number of the attempt whose answer counted
   */
  public static AttemptSearch again(List<Integer> cycles, int answer) {
    if (answer < 0 || answer >= cycles.size() || cycles.get(answer) < 1) {
      throw new IllegalArgumentException(
          "answer is " + answer + "; it must be an attempt that ran, of cycles " + cycles);
    }
    return new AttemptSearch(cycles, answer);
  }

  /** The effect of a cycle on the search. */
  public enum Progress {
    /** The attempt continues. */
    RUNNING,
    /** The attempt ended without success; its slot is free for the next attempt. */
    ENDED,
    /** The search has ended; all its slots are free. */
    OVER
  }

  /** One attempt. */
  public static final class Attempt {
    private final int number;
    private final int limit;
    private int cycle;
    private int cycles;
    private boolean fresh;
    private boolean running;
    private boolean ended;
    private boolean passed;
    private float haltLogit;
    private boolean halted;

    private Attempt(int number, int limit) {
      this.number = number;
      this.limit = limit;
    }

    /** Counted from 0; attempt 0 runs on the puzzle as it is. */
    public int number() {
      return number;
    }

    /**
     * The number of cycles so far. Each counts once, even if it was computed again after a
     * preemption.
     */
    public int cycles() {
      return cycles;
    }

    /** Whether the newest cycle was computed for the first time. */
    public boolean fresh() {
      return fresh;
    }

    /** Whether the model halted, rather than the attempt reaching its maximum. */
    public boolean halted() {
      return halted;
    }

    /** The halt logit of the last counted cycle. */
    public float haltLogit() {
      return haltLogit;
    }
  }

  /**
   * Starts the next attempt at its first cycle. A preempted attempt comes before one that has never
   * had a slot.
   *
   * @return empty if no attempt may start now: all have run, the budget is spent, or its remainder
   *     is known only when a running attempt ends
   */
  public Optional<Attempt> start() {
    if (over()) {
      return Optional.empty();
    }
    for (Attempt attempt : attempts) {
      if (!attempt.running && !attempt.ended) {
        attempt.running = true;
        attempt.cycle = 0;
        return Optional.of(attempt);
      }
    }
    while (attempts.size() < limits.attempts()) {
      int limit = limitOfNext();
      if (limit < 0) {
        return Optional.empty();
      }
      Attempt next = new Attempt(attempts.size(), limit);
      if (limit == 0) {
        next.ended = true; // only an attempt that did not run in the recorded search
        attempts.add(next);
        continue;
      }
      next.running = true;
      attempts.add(next);
      return Optional.of(next);
    }
    return Optional.empty();
  }

  /** Negative if there is no next attempt, or if its limit is not known yet. */
  private int limitOfNext() {
    if (recorded != null) {
      return recorded.get(attempts.size());
    }
    long left = limits.budget();
    boolean known = true;
    for (Attempt before : attempts) {
      left -= before.ended ? before.cycles : before.limit;
      known &= before.ended;
    }
    if (left >= limits.cycles()) {
      return limits.cycles();
    }
    return known && left > 0 ? (int) left : -1;
  }

  /**
   * The maximum number of attempts to run concurrently in idle slots: one until the first has
   * failed, then the number of failed attempts plus one. So a puzzle that the first attempt solves
   * costs no further attempt, and concurrency at most about doubles a search's work.
   */
  public int atOnce() {
    return 1 + (int) attempts.stream().filter(each -> each.ended).count();
  }

  /** The number of attempts that hold a slot. */
  public int running() {
    return (int) attempts.stream().filter(each -> each.running).count();
  }

  /**
   * Preempts an attempt: takes its slot. The attempt later restarts at its first cycle and computes
   * the same numbers; cycles that are computed a second time do not count.
   */
  public void drop(Attempt attempt) {
    attempt.running = false;
  }

  /**
   * Records the result of a cycle of a running attempt.
   *
   * @param halts whether the model halts after this cycle
   * @param passes whether the draft passes the rules; called only when the attempt ends
   */
  public Progress take(Attempt attempt, float haltLogit, boolean halts, BooleanSupplier passes) {
    attempt.cycle++;
    attempt.fresh = attempt.cycle > attempt.cycles;
    if (!attempt.fresh) {
      return Progress.RUNNING;
    }
    attempt.cycles = attempt.cycle;
    attempt.haltLogit = haltLogit;
    attempt.halted = halts;
    boolean ends = attempt.cycle >= attempt.limit || (halts && recorded == null);
    if (!ends) {
      return Progress.RUNNING;
    }
    attempt.running = false;
    attempt.ended = true;
    attempt.passed = passes.getAsBoolean();
    if (attempt.passed && recorded == null) {
      return over(attempt);
    }
    return running() == 0 && !mayStart() ? over(best()) : Progress.ENDED;
  }

  private boolean mayStart() {
    boolean dropped = attempts.stream().anyMatch(each -> !each.ended);
    if (recorded != null) {
      return dropped || recorded.stream().skip(attempts.size()).anyMatch(each -> each > 0);
    }
    return dropped || (attempts.size() < limits.attempts() && limitOfNext() > 0);
  }

  private Progress over(Attempt attempt) {
    answer = attempt;
    return Progress.OVER;
  }

  private Attempt best() {
    if (recorded != null) {
      return attempts.get(recordedAnswer);
    }
    Attempt best = null;
    for (Attempt each : attempts) {
      if (best == null || each.haltLogit > best.haltLogit) {
        best = each;
      }
    }
    return Objects.requireNonNull(best);
  }

  public boolean over() {
    return answer != null;
  }

  /** Whether the answer passes the rules. */
  public boolean solved() {
    return answer != null && answer.passed;
  }

  /** The attempt whose last draft is the answer; only valid when the search is over. */
  public Attempt answer() {
    return Objects.requireNonNull(answer, "the search is not over");
  }

  /** The number of attempts that have run a cycle. */
  public int made() {
    return (int) attempts.stream().filter(each -> each.cycles > 0).count();
  }

  /** The number of cycles of each attempt so far, starting with attempt 0. */
  public List<Integer> cyclesOfEach() {
    return attempts.stream().map(Attempt::cycles).toList();
  }

  /** The number of cycles of all attempts together; recomputed cycles count once. */
  public int cycles() {
    return attempts.stream().mapToInt(each -> each.cycles).sum();
  }
}
