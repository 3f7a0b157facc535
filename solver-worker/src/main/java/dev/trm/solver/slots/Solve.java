package dev.trm.solver.slots;

import dev.trm.model.solve.SlotCycle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task in its slot, with what its cycles have made so far. */
public final class Solve {
  private final SolveTask task;
  private final ComputeFacts facts;
  private final List<SolveStep> steps = new ArrayList<>();
  private boolean halted;

  Solve(SolveTask task, ComputeFacts facts) {
    this.task = task;
    this.facts = facts;
  }

  public SolveTask task() {
    return task;
  }

  public ComputeFacts facts() {
    return facts;
  }

  /** The cycles so far, in order. */
  public List<SolveStep> steps() {
    return List.copyOf(steps);
  }

  /** Whether the model stopped by itself, not by the limit of cycles. */
  public boolean halted() {
    return halted;
  }

  /**
   * Takes a cycle's result.
   *
   * @return whether the solve has ended
   */
  boolean take(SlotCycle made, int slots, int micros) {
    steps.add(new SolveStep(steps.size() + 1, made, slots, micros));
    halted =
        HaltRule.halts(
            task.spec().halt(),
            made.haltLogit(),
            () -> task.puzzle().draft(made.answerTokens()).solved());
    return halted || steps.size() >= task.spec().maxCycles();
  }

  /** The newest cycle. */
  SolveStep last() {
    return steps.get(steps.size() - 1);
  }

  /** The cycle before the newest; null if there was none. */
  @Nullable SolveStep before() {
    return steps.size() < 2 ? null : steps.get(steps.size() - 2);
  }
}
