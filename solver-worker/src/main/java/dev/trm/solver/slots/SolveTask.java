package dev.trm.solver.slots;

import dev.trm.jobs.SolveSearch;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.Claim;
import dev.trm.model.search.PuzzleAttempts;
import dev.trm.model.search.SearchedPuzzle;
import dev.trm.puzzles.Puzzle;
import dev.trm.solver.models.ServedModel;
import dev.trm.solver.replay.Recording;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A claimed job that is ready to be placed: its model takes its puzzle.
 *
 * @param attempts the forms of its attempts
 * @param recording the recorded solve, if this task is a replay and the recording still exists
 */
public record SolveTask(
    Claim claim,
    SolveSpec spec,
    Puzzle puzzle,
    ServedModel model,
    PuzzleAttempts attempts,
    @Nullable Recording recording) {

  /** Unused, because a single attempt has no randomness. */
  private static final long NO_SEED = 0;

  /** A task whose further attempts use the requested seed, or else the default seed. */
  public static SolveTask of(
      Claim claim,
      SolveSpec spec,
      Puzzle puzzle,
      ServedModel model,
      @Nullable Recording recording) {
    SolveSearch search = spec.search();
    long seed = search == null ? NO_SEED : seed(search, puzzle, model);
    PuzzleAttempts attempts = new PuzzleAttempts(SearchedPuzzle.of(puzzle), model.weights(), seed);
    return new SolveTask(claim, spec, puzzle, model, attempts, recording);
  }

  private static long seed(SolveSearch search, Puzzle puzzle, ServedModel model) {
    Long asked = search.seed();
    return asked == null ? SearchSeed.of(puzzle, model.checkpoint()) : asked;
  }

  public boolean traced() {
    return spec.trace() == TraceLevel.FULL;
  }

  boolean overdue(Instant now) {
    Instant deadline = claim.job().deadline();
    return deadline != null && !deadline.isAfter(now);
  }
}
