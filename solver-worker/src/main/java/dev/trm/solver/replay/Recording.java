package dev.trm.solver.replay;

import dev.trm.jobs.JobId;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.store.TraceCycle;
import java.util.Arrays;
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

  /** How many cycles each attempt ran, those of the plain one first; empty without a trace. */
  public List<Integer> cyclesOfAttempts() {
    int attempts = trace.stream().mapToInt(TraceCycle::attempt).max().orElse(0);
    int[] cycles = new int[attempts];
    trace.forEach(cycle -> cycles[cycle.attempt() - 1]++);
    return Arrays.stream(cycles).boxed().toList();
  }

  /** The attempt whose answer counted, from 0, which is the plain one. */
  public int answer() {
    SolveResult.Search search = result.search();
    return search == null ? 0 : search.answerOf() - 1;
  }
}
