package dev.trm.solver.slots;

import dev.trm.jobs.Failure;
import dev.trm.jobs.store.TraceCycle;
import org.jspecify.annotations.Nullable;

/** Receives reports on the model's thread; implementations must not block or throw. */
public interface SolveListener {
  /**
   * A cycle has run that was not the solve's last.
   *
   * @param before the previous cycle of the same attempt; null for the first
   */
  void stepped(SolveTask task, @Nullable TraceCycle before, SolveStep step);

  /** The solve ended with an answer: the last draft of the attempt that counts. */
  void answered(Solve solve);

  /** The solve ended without an answer. */
  void failed(Solve solve, Failure failure);

  /** The task ended before its first cycle. */
  void failed(SolveTask task, Failure failure);

  /** The worker shuts down before the task has ended. */
  void released(SolveTask task);
}
