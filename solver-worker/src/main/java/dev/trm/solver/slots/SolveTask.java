package dev.trm.solver.slots;

import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.Claim;
import dev.trm.puzzles.Puzzle;
import dev.trm.solver.models.ServedModel;
import dev.trm.solver.replay.Recording;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A claimed job, ready to be placed: its model takes its puzzle.
 *
 * @param recording what it is compared with, if it runs another solve again that is still there
 */
public record SolveTask(
    Claim claim, SolveSpec spec, Puzzle puzzle, ServedModel model, @Nullable Recording recording) {
  public boolean traced() {
    return spec.trace() == TraceLevel.FULL;
  }

  boolean overdue(Instant now) {
    Instant deadline = claim.job().deadline();
    return deadline != null && !deadline.isAfter(now);
  }
}
