package dev.trm.solver.replay;

import dev.trm.jobs.JobId;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.store.TraceCycle;
import java.util.Arrays;
import java.util.List;

/**
 * A recorded solve.
 *
 * @param trace its cycles; empty if it was not traced
 */
public record Recording(JobId job, SolveResult result, List<TraceCycle> trace) {
  public Recording {
    trace = List.copyOf(trace);
  }

  /** The number of cycles of each attempt, starting with attempt 0; empty without a trace. */
  public List<Integer> cyclesOfAttempts() {
    int attempts = trace.stream().mapToInt(TraceCycle::attempt).max().orElse(0);
    int[] cycles = new int[attempts];
    trace.forEach(cycle -> cycles[cycle.attempt() - 1]++);
    return Arrays.stream(cycles).boxed().toList();
  }

  /** The number, from 0, of the attempt whose answer counted. */
  public int answer() {
    SolveResult.Search search = result.search();
    return search == null ? 0 : search.answerOf() - 1;
  }
}
