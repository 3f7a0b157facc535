package dev.trm.solver.slots;

import dev.trm.jobs.Failure;
import dev.trm.jobs.store.TraceCycle;
import org.jspecify.annotations.Nullable;

/** Hears from the model's thread; must return at once and not throw. */
public interface SolveListener {
  /**
   * A cycle has run that was not the solve's last.
   *
   * @param before the cycle before of the same attempt; null for the first
   */
  void stepped(SolveTask task, @Nullable TraceCycle before, SolveStep step);

  /** The last draft of the attempt that counts is the answer. */
  void answered(Solve solve);

  /** The solve ended without an answer. */
  void failed(Solve solve, Failure failure);

  /** The task ended without a cycle. */
  void failed(SolveTask task, Failure failure);

  /** The worker stops before the task has ended. */
  void released(SolveTask task);
}
