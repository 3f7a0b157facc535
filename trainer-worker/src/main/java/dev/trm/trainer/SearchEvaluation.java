package dev.trm.trainer;

import dev.trm.model.Compute;
import dev.trm.model.SearchPolicy;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleAttempts;
import dev.trm.model.search.SearchLimits;
import dev.trm.model.search.SearchRunner;
import dev.trm.model.search.SearchedPuzzle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Measures the gain of further attempts, and which variation gains most: all variations are tried
 * on the same puzzles, those that the first attempt missed.
 */
final class SearchEvaluation {
  private static final int ATTEMPTS = 16;
  private static final int MOST_PUZZLES = 200;

  /** The maximum number of missed puzzles for the comparison of variations. */
  private static final int MOST_COMPARED = 24;

  /** The number of puzzles by which another variation must exceed the default one. */
  private static final int ENOUGH = 2;

  private static final long SEED = 1;

  private final TrmWeights weights;
  private final List<EvaluationSet> sets;
  private final List<SearchedPuzzle> puzzles;
  private final SearchTrial trial;
  private final BooleanSupplier stop;

  /**
   * @param heldOut sets whose kinds have rules
   * @param stop checked before every cycle
   */
  SearchEvaluation(
      TrmWeights weights, List<EvaluationSet> heldOut, Compute compute, BooleanSupplier stop) {
    this.weights = weights;
    this.sets = EvaluationSet.limited(heldOut, MOST_PUZZLES);
    this.puzzles =
        sets.stream()
            .flatMap(
                set -> set.puzzles().stream().map(each -> SearchTrial.puzzle(set.kind(), each)))
            .toList();
    this.trial =
        new SearchTrial(weights, SearchLimits.of(ATTEMPTS, weights.config().maxCycles()), compute);
    this.stop = stop;
  }

  /** Returns empty if it was stopped. */
  Optional<SearchFigures> run() {
    List<SearchPolicy> policies = policies();
    SearchPolicy usual = policies.get(0);
    List<SearchRunner.Found> searched = trial.run(puzzles, usual, SEED, stop).orElse(null);
    if (searched == null) {
      return Optional.empty();
    }
    List<Integer> missed = new ArrayList<>();
    for (int i = 0; i < searched.size(); i++) {
      if (!first(searched.get(i))) {
        missed.add(i);
      }
    }
    List<Integer> some = missed.subList(0, Math.min(MOST_COMPARED, missed.size()));
    List<SearchFigures.Compared> compared = new ArrayList<>();
    SearchPolicy best = usual;
    if (!some.isEmpty()) {
      for (SearchPolicy policy : policies) {
        List<SearchRunner.Found> again = attempt(some, policy).orElse(null);
        if (again == null) {
          return Optional.empty();
        }
        compared.add(compared(policy, again));
      }
      best = policies.get(best(compared));
    }
    if (!best.equals(usual)) {
      List<SearchRunner.Found> again = attempt(missed, best).orElse(null);
      if (again == null) {
        return Optional.empty();
      }
      searched = new ArrayList<>(searched);
      for (int i = 0; i < missed.size(); i++) {
        searched.set(missed.get(i), again.get(i));
      }
    }
    return Optional.of(figures(searched, best, compared));
  }

  /** Whether the first attempt solved it. */
  private static boolean first(SearchRunner.Found found) {
    return found.solved() && found.answerOf() == 0;
  }

  /** The default policy comes first, so that it wins unless another is better. */
  private List<SearchPolicy> policies() {
    boolean symmetric = PuzzleAttempts.symmetric(weights.config().mixer(), puzzles.get(0), SEED);
    List<SearchPolicy> policies = new ArrayList<>();
    policies.add(SearchPolicy.usual(weights.config().mixer(), symmetric));
    for (SearchPolicy each :
        List.of(
            new SearchPolicy(SearchPolicy.Variation.RANDOM_START, 1),
            new SearchPolicy(SearchPolicy.Variation.SYMMETRY, 0),
            new SearchPolicy(SearchPolicy.Variation.NOISE, 0.3))) {
      boolean possible = symmetric || each.variation() != SearchPolicy.Variation.SYMMETRY;
      if (possible && !policies.contains(each)) {
        policies.add(each);
      }
    }
    return policies;
  }

  /**
   * One more puzzle may be chance: the default variation stays unless another solves several more.
   */
  private static int best(List<SearchFigures.Compared> compared) {
    int best = 0;
    for (int i = 1; i < compared.size(); i++) {
      int needed = best == 0 ? compared.get(0).solved() + ENOUGH : compared.get(best).solved() + 1;
      best = compared.get(i).solved() >= needed ? i : best;
    }
    return best;
  }

  private Optional<List<SearchRunner.Found>> attempt(List<Integer> some, SearchPolicy policy) {
    return trial.run(some.stream().map(puzzles::get).toList(), policy, SEED, stop);
  }

  private static SearchFigures.Compared compared(
      SearchPolicy policy, List<SearchRunner.Found> searched) {
    return new SearchFigures.Compared(
        policy.variation().toString(),
        policy.sigma(),
        searched.size(),
        (int) searched.stream().filter(SearchRunner.Found::solved).count(),
        searched.stream().mapToLong(SearchRunner.Found::allCycles).sum());
  }

  private SearchFigures figures(
      List<SearchRunner.Found> searched,
      SearchPolicy policy,
      List<SearchFigures.Compared> compared) {
    return new SearchFigures(
        ATTEMPTS,
        searched.size(),
        mean(searched, each -> each.solved() ? 1 : 0),
        mean(searched, each -> first(each) ? 1 : 0),
        mean(searched, SearchRunner.Found::allCycles),
        policy.variation().toString(),
        policy.sigma(),
        compared);
  }

  private double mean(
      List<SearchRunner.Found> searched, ToDoubleFunction<SearchRunner.Found> figure) {
    double sum = 0;
    double shares = 0;
    int from = 0;
    for (EvaluationSet set : sets) {
      int to = from + set.puzzles().size();
      sum +=
          set.share()
              * searched.subList(from, to).stream().mapToDouble(figure).average().orElseThrow();
      shares += set.share();
      from = to;
    }
    return sum / shares;
  }
}
