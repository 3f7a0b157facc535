package dev.trm.benchmarks.search;

import dev.trm.benchmarks.measure.Machine;
import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.SearchPolicy;
import dev.trm.model.SearchPolicy.Variation;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleAttempts;
import dev.trm.model.search.SearchLimits;
import dev.trm.model.search.SearchRunner;
import dev.trm.model.search.SearchRunner.Found;
import dev.trm.model.search.SearchedPuzzle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.puzzles.Puzzle;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Searches the same puzzles with each variation at each depth. One run makes all attempts at a
 * puzzle, from which the results of every smaller number of attempts follow.
 */
final class SearchRun {
  private static final double RANDOM_START = 1;
  private static final double NOISE = 0.3;

  private final SearchOptions options;
  private final PrintStream progress;

  SearchRun(SearchOptions options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
  }

  SearchReport run() throws IOException {
    Machine machine = Machine.here(Instant.now());
    TrmWeights weights = TrmWeights.read(options.model());
    SearchedPuzzles puzzles = SearchedPuzzles.of(options, weights.config());
    progress.printf(
        Locale.ROOT,
        "%s: %d %s%s%n",
        options.modelName(),
        puzzles.puzzles().size(),
        puzzles.what(),
        puzzles.refused() == 0 ? "" : ", " + puzzles.refused() + " records are none for it");
    List<SearchReport.Curve> curves = new ArrayList<>();
    for (int depth : options.depths()) {
      for (Variation variation : options.variations()) {
        curves.add(curve(weights, puzzles.puzzles(), variation, depth));
      }
    }
    return SearchReport.of(machine, options, puzzles, curves);
  }

  private SearchReport.Curve curve(
      TrmWeights weights, List<Puzzle> puzzles, Variation variation, int depth) {
    SearchPolicy policy = policy(weights, variation);
    Map<CellGroups.Shape, List<PuzzleAttempts>> shapes = new LinkedHashMap<>();
    List<PuzzleAttempts> alike = new ArrayList<>();
    IntStream.range(0, puzzles.size())
        .mapToObj(
            i ->
                new PuzzleAttempts(
                    SearchedPuzzle.of(puzzles.get(i)),
                    weights.config().mixer(),
                    policy,
                    SearchPolicy.seed(options.seed(), i)))
        .forEach(
            each -> {
              CellGroups.Shape shape = each.shape();
              if (shape == null) {
                alike.add(each);
              } else {
                shapes.computeIfAbsent(shape, first -> new ArrayList<>()).add(each);
              }
            });
    Timed timed = new Timed();
    if (!alike.isEmpty()) {
      timed.search(weights, alike, depth);
    }
    shapes.values().forEach(some -> timed.search(weights, some, depth));
    SearchReport.Curve curve =
        SearchReport.Curve.of(
            variation.toString(), policy.sigma(), depth, timed.found, timed.seconds, options);
    SearchReport.Point last = curve.points().get(curve.points().size() - 1);
    progress.printf(
        Locale.ROOT,
        "%s, %d cycles an attempt: %.2f %% with 1 attempt, %.2f %% with %d, %.0f s%n",
        variation,
        depth,
        100 * curve.points().get(0).accuracy(),
        100 * last.accuracy(),
        last.attempts(),
        timed.seconds);
    return curve;
  }

  /** The model's own sigma if its policy has this variation, else the default. */
  private static SearchPolicy policy(TrmWeights weights, Variation variation) {
    SearchPolicy own = weights.search();
    if (own != null && own.variation() == variation) {
      return own;
    }
    return new SearchPolicy(
        variation,
        switch (variation) {
          case RANDOM_START -> RANDOM_START;
          case NOISE -> NOISE;
          case SYMMETRY -> 0;
        });
  }

  /** Finished searches, and their duration without loading the model. */
  private final class Timed {
    private final List<Found> found = new ArrayList<>();
    private double seconds;

    void search(TrmWeights weights, List<PuzzleAttempts> puzzles, int depth) {
      TrmConfig config = weights.config();
      int slots = Math.min(options.slots(), puzzles.size());
      try (SlotSolver solver =
          new SlotSolver(
              weights,
              puzzles.get(0).shape(),
              slots,
              slots,
              Backend.of(Compute.exact(options.threads())))) {
        SearchRunner runner = new SearchRunner(solver, slots, SearchRunner.Halting.CHECKED);
        // The first cycle compiles code, so it is not timed.
        runner.run(
            puzzles.subList(0, 1),
            SearchLimits.single(Math.min(2, config.maxCycles())),
            () -> false);
        long began = System.nanoTime();
        found.addAll(
            runner
                .run(puzzles, SearchLimits.of(options.attempts(), depth), () -> false)
                .orElseThrow());
        seconds += (System.nanoTime() - began) / 1e9;
      }
    }
  }
}
