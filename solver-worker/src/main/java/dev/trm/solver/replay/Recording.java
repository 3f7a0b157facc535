package dev.trm.solver.replay;

import dev.trm.jobs.JobId;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.store.TraceCycle;
import java.util.List;

/**
 * A solve as it was recorded.
 *
 * @param trace its cycles; empty where none were kept
 */
public record Recording(JobId job, SolveResult result, List<TraceCycle> trace) {
  public Recording {
    trace = List.copyOf(trace);
  }
}
