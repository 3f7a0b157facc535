package dev.trm.trainer;

import dev.trm.model.Compute;
import dev.trm.model.SearchPolicy;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleAttempts;
import dev.trm.model.search.SearchLimits;
import dev.trm.model.search.SearchRunner;
import dev.trm.model.search.SearchedPuzzle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.puzzles.HeldOutPuzzle;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs searches on puzzles with rules, of any shapes that a model takes. */
final class SearchTrial {
  private final TrmWeights weights;
  private final SearchLimits limits;
  private final Compute compute;

  SearchTrial(TrmWeights weights, SearchLimits limits, Compute compute) {
    this.weights = weights;
    this.limits = limits;
    this.compute = compute;
  }

  /** Adapts a held-out puzzle for a search. */
  static SearchedPuzzle puzzle(PuzzleKind kind, HeldOutPuzzle puzzle) {
    return SearchedPuzzle.of(Puzzle.parse(kind.wire(), puzzle.grid(puzzle.questionTokens())));
  }

  /**
   * Searches puzzles; the seed of each is the given seed plus its index.
   *
   * @param stop checked before every cycle
   * @return one result for each puzzle, in order; empty if it was stopped
   */
  Optional<List<SearchRunner.Found>> run(
      List<SearchedPuzzle> puzzles, SearchPolicy policy, long seed, BooleanSupplier stop) {
    SearchRunner.@Nullable Found[] results = new SearchRunner.Found[puzzles.size()];
    for (Slots.Alike alike : Slots.alike(weights, puzzles, SearchedPuzzle::relations)) {
      List<PuzzleAttempts> attempts = new ArrayList<>();
      for (int index : alike.members()) {
        attempts.add(
            new PuzzleAttempts(puzzles.get(index), weights.config().mixer(), policy, seed + index));
      }
      try (SlotSolver solver = Slots.solver(weights, alike, compute)) {
        List<SearchRunner.Found> found =
            new SearchRunner(solver, solver.slots(), SearchRunner.Halting.CHECKED)
                .run(attempts, limits, stop)
                .orElse(null);
        if (found == null) {
          return Optional.empty();
        }
        for (int i = 0; i < found.size(); i++) {
          results[alike.members().get(i)] = found.get(i);
        }
      }
    }
    return Optional.of(Arrays.asList(results));
  }
}
