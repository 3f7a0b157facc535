package dev.trm.model.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one puzzle: which may start, when each ends, and whose answer counts. It knows
 * neither slots nor puzzles; whoever has slots runs what {@link #start()} gives and reports each
 * cycle to {@link #take}. Not thread-safe.
 *
 * <p>Attempt 0 is the plain one. An attempt ends when the model stops, or at its limit of cycles;
 * the first one whose last draft passes the rules ends the search. If none passes, the answer is
 * that of the attempt with the highest last halt logit, the lowest number among equals.
 *
 * <p>The limit of an attempt never depends on the order in which attempts run: it is what the
 * attempts before it leave of the budget. So a search that fails has made the same attempts however
 * busy the solver was.
 */
public final class AttemptSearch {

  private final SearchLimits limits;

  /** The cycles that each attempt runs, whatever the model says; null for a search of its own. */
  private final @Nullable List<Integer> recorded;

  private final int recordedAnswer;

  /** By number; there are none behind the last that has been started. */
  private final List<Attempt> attempts = new ArrayList<>();

  private @Nullable Attempt answer;

  /** A search within limits. */
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
   * A search that makes recorded attempts again, each with exactly its cycles, whatever the model
   * says.
   *
   * @param cycles of each attempt, those of attempt 0 first; 0 for one that did not run
   * @param answer the attempt whose answer counted
   */
  public static AttemptSearch again(List<Integer> cycles, int answer) {
    if (answer < 0 || answer >= cycles.size() || cycles.get(answer) < 1) {
      throw new IllegalArgumentException(
          "answer is " + answer + "; it must be an attempt that ran, of cycles " + cycles);
    }
    return new AttemptSearch(cycles, answer);
  }

  /** What a cycle did to the search. */
  public enum Progress {
    /** The attempt goes on. */
    RUNNING,
    /** The attempt has ended without success; its slot is free for the next. */
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

    /** From 0, which is the plain one. */
    public int number() {
      return number;
    }

    /** How many cycles count so far: each once, however often it was computed. */
    public int cycles() {
      return cycles;
    }

    /** Whether the newest cycle is one that had not been computed before. */
    public boolean fresh() {
      return fresh;
    }

    /** Whether the model stopped, not the limit. */
    public boolean halted() {
      return halted;
    }

    /** Of the last cycle that counts. */
    public float haltLogit() {
      return haltLogit;
    }
  }

  /**
   * Starts the next attempt, from its first cycle. One that has given up its slot comes before one
   * that never had any.
   *
   * @return empty if none may start now: all have been made, the budget is spent, or how much of it
   *     is left is known only when a running one ends
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
        next.ended = true; // only one that did not run when this was recorded
        attempts.add(next);
        continue;
      }
      next.running = true;
      attempts.add(next);
      return Optional.of(next);
    }
    return Optional.empty();
  }

  /** Negative if there is none, or if it is not known yet. */
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
   * How many attempts should run at once at most, where slots are idle: one until the first has
   * failed, then as many as have failed so far and one more. So a puzzle that the first attempt
   * solves pays for no other, and attempts at the same time at most about double a search's work.
   */
  public int atOnce() {
    return 1 + (int) attempts.stream().filter(each -> each.ended).count();
  }

  /** How many attempts hold a slot now. */
  public int running() {
    return (int) attempts.stream().filter(each -> each.running).count();
  }

  /**
   * Takes an attempt's slot away. It starts again from its first cycle later, and its numbers are
   * the same then: those of its cycles that are computed a second time do not count.
   */
  public void drop(Attempt attempt) {
    attempt.running = false;
  }

  /**
   * Takes the result of a cycle of a running attempt.
   *
   * @param halts whether the model stops by itself after this cycle
   * @param passes whether the draft passes the rules; asked when the attempt ends
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

  /** The attempt whose last draft is the answer of a search that is over. */
  public Attempt answer() {
    return Objects.requireNonNull(answer, "the search is not over");
  }

  /** How many attempts have run a cycle. */
  public int made() {
    return (int) attempts.stream().filter(each -> each.cycles > 0).count();
  }

  /** The cycles of each attempt so far, those of attempt 0 first. */
  public List<Integer> cyclesOfEach() {
    return attempts.stream().map(Attempt::cycles).toList();
  }

  /** The cycles of all attempts, each once. */
  public int cycles() {
    return attempts.stream().mapToInt(each -> each.cycles).sum();
  }
}
