package dev.trm.solver.slots;

import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveSearch;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.model.search.AttemptSearch;
import dev.trm.model.search.SearchLimits;
import dev.trm.model.solve.SlotCycle;
import dev.trm.solver.replay.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A started task with the results of its cycles so far. */
public final class Solve {
  private final SolveTask task;
  private final AttemptSearch search;
  private final List<TraceCycle> trace = new ArrayList<>();
  private final List<Integer> slots = new ArrayList<>();

  /** The newest cycle of each attempt, by its number. */
  private final Map<Integer, TraceCycle> last = new HashMap<>();

  private @Nullable ComputeFacts facts;

  Solve(SolveTask task) {
    this.task = task;
    this.search = search(task.spec(), task.recording());
  }

  /** A replay runs the recorded attempts with their recorded cycles, whatever their order. */
  private static AttemptSearch search(SolveSpec spec, @Nullable Recording recording) {
    SolveSearch asked = spec.search();
    if (asked == null) {
      return new AttemptSearch(SearchLimits.single(spec.maxCycles()));
    }
    if (recording != null && !recording.trace().isEmpty()) {
      return AttemptSearch.again(recording.cyclesOfAttempts(), recording.answer());
    }
    return new AttemptSearch(
        new SearchLimits(asked.attempts(), spec.maxCycles(), asked.budget(spec.maxCycles())));
  }

  public SolveTask task() {
    return task;
  }

  /** The facts of the computation in its first slot. */
  public ComputeFacts facts() {
    return Objects.requireNonNull(facts, "no cycle has run");
  }

  /** The cycles of all attempts in the order in which they were computed; empty if not traced. */
  public List<TraceCycle> trace() {
    return List.copyOf(trace);
  }

  /** The number of slots of the batch at each cycle. */
  public List<Integer> slots() {
    return List.copyOf(slots);
  }

  /** The last cycle of the attempt whose answer counts, after the end of the solve. */
  public TraceCycle answer() {
    return Objects.requireNonNull(last.get(search.answer().number()));
  }

  /** Whether the model halted, rather than the attempt reaching its maximum of cycles. */
  public boolean halted() {
    return search.answer().halted();
  }

  /**
   * A summary of the attempts after the end of the solve; empty if only one attempt was requested.
   *
   * @param solved whether the answer passes the rules
   */
  public Optional<SolveResult.Search> attempts(boolean solved) {
    SolveSearch asked = task.spec().search();
    if (asked == null) {
      return Optional.empty();
    }
    int number = search.answer().number();
    return Optional.of(
        new SolveResult.Search(
            search.made(),
            asked.attempts(),
            number + 1,
            solved ? number + 1 : null,
            task.attempts()
                .form(number)
                .difference()
                .map(each -> new SolveResult.Variation(each.kind(), each.description()))
                .orElse(null),
            search.cycles(),
            task.attempts().seed()));
  }

  AttemptSearch search() {
    return search;
  }

  /** Starts the next attempt, if one may start now. */
  Optional<Running> start() {
    return search
        .start()
        .map(attempt -> new Running(this, attempt, task.attempts().form(attempt.number())));
  }

  void computedWith(ComputeFacts by) {
    if (facts == null) {
      facts = by;
    }
  }

  /**
   * Records the result of a cycle.
   *
   * @param occupying slots of the batch
   * @param micros its share of the batch's time, microseconds
   */
  AttemptSearch.Progress take(Running running, SlotCycle made, int occupying, int micros) {
    SlotCycle own = running.form().undo(made);
    int[] answer = own.answerTokens();
    BooleanSupplier passes = () -> task.puzzle().draft(answer).solved();
    AttemptSearch.Progress progress =
        search.take(
            running.attempt(),
            own.haltLogit(),
            HaltRule.halts(task.spec().halt(), own.haltLogit(), passes),
            passes);
    if (running.attempt().fresh()) {
      record(running.attempt(), own, occupying, micros);
    }
    return progress;
  }

  private void record(AttemptSearch.Attempt attempt, SlotCycle made, int occupying, int micros) {
    int[] answer = made.answerTokens();
    byte[] draft = new byte[answer.length];
    byte[] confidence = new byte[answer.length];
    for (int cell = 0; cell < answer.length; cell++) {
      draft[cell] = (byte) answer[cell];
      confidence[cell] = (byte) Math.round(made.confidence()[cell] * 255);
    }
    TraceCycle cycle =
        new TraceCycle(
            attempt.number() + 1, attempt.cycles(), draft, confidence, made.haltLogit(), micros);
    last.put(attempt.number(), cycle);
    slots.add(occupying);
    if (task.traced()) {
      trace.add(cycle);
    }
  }

  /** The newest cycle of an attempt; null before its first. */
  @Nullable TraceCycle last(AttemptSearch.Attempt attempt) {
    return last.get(attempt.number());
  }

  /** The number of recorded cycles. */
  int steps() {
    return slots.size();
  }
}
