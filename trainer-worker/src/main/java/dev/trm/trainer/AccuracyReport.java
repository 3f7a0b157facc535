package dev.trm.trainer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.jobs.HaltMode;
import dev.trm.model.Compute;
import dev.trm.model.SearchPolicy;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.PuzzleAttempts;
import dev.trm.model.search.SearchLimits;
import dev.trm.model.search.SearchRunner;
import dev.trm.model.search.SearchedPuzzle;
import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measured accuracy of a model.
 *
 * @param cycles maximum number of cycles of an attempt
 * @param attempts maximum number of attempts at a puzzle
 * @param variation how further attempts differ; null if there are none
 * @param byRating the same puzzles grouped by a solver's backtracks, after one attempt; empty for
 *     kinds without such a rating
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AccuracyReport(
    int cycles,
    int attempts,
    @Nullable String variation,
    List<Group> groups,
    List<Group> byRating) {
  private static final long SEED = 1;

  AccuracyReport {
    groups = List.copyOf(groups);
    byRating = List.copyOf(byRating);
  }

  /**
   * @param name of the puzzles
   * @param modes by halt mode, one attempt each
   * @param search null without further attempts
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Group(String name, int puzzles, Map<String, Mode> modes, @Nullable Search search) {}

  /**
   * @param right share of answers that pass the rules, or that are exact for a kind without rules
   * @param exact share of answers that equal the expected answer
   */
  record Mode(Proportion right, Proportion exact, double meanCycles) {}

  /**
   * @param right share of solved puzzles by number of attempts
   * @param meanCycles of all attempts at a puzzle
   */
  record Search(Map<Integer, Proportion> right, double meanCycles) {}

  /** Solves all puzzles. */
  static AccuracyReport of(
      TrmWeights weights, List<EvaluationSet> groups, AccuracyOptions options) {
    Integer asked = options.cycles();
    int cycles = asked == null ? weights.config().maxCycles() : asked;
    SearchPolicy policy = null;
    List<Group> results = new ArrayList<>();
    List<Evaluation.Outcome> all = new ArrayList<>();
    for (EvaluationSet set : groups) {
      Evaluation evaluation =
          new Evaluator(cycles, options.compute())
              .evaluate(weights, List.of(set), () -> false)
              .orElseThrow();
      Search search = null;
      if (options.attempts() > 1 && set.kind().hasRules()) {
        List<SearchedPuzzle> puzzles =
            set.puzzles().stream().map(each -> SearchTrial.puzzle(set.kind(), each)).toList();
        if (policy == null) {
          policy = PuzzleAttempts.policy(weights, puzzles.get(0));
        }
        SearchLimits limits = SearchLimits.of(options.attempts(), cycles);
        search = search(weights, evaluation.outcomes(), puzzles, policy, limits, options.compute());
      }
      all.addAll(evaluation.outcomes());
      results.add(group(set.name(), evaluation, search));
    }
    return new AccuracyReport(
        cycles,
        options.attempts(),
        policy == null ? null : policy.variation().toString(),
        results,
        byRating(groups.get(0).kind(), all));
  }

  private static List<Group> byRating(PuzzleKind kind, List<Evaluation.Outcome> all) {
    List<Group> groups = new ArrayList<>();
    for (Bands bands : Bands.of(kind)) {
      if (bands.measure().equals(RatedPuzzle.BACKTRACKS)) {
        for (Bands.Band band : bands.split(all)) {
          groups.add(group(bands.words(band), new Evaluation(kind, band.members()), null));
        }
      }
    }
    return groups;
  }

  private static Group group(String name, Evaluation evaluation, @Nullable Search search) {
    Map<String, Mode> modes = new LinkedHashMap<>();
    for (HaltMode mode : evaluation.modes()) {
      modes.put(
          mode.wire(),
          new Mode(
              proportion(
                  evaluation,
                  evaluation.hasRules()
                      ? evaluation.validAccuracy(mode)
                      : evaluation.exactAccuracy(mode)),
              proportion(evaluation, evaluation.exactAccuracy(mode)),
              evaluation.meanCycles(mode)));
    }
    return new Group(name, evaluation.outcomes().size(), modes, search);
  }

  private static Proportion proportion(Evaluation evaluation, double share) {
    int of = evaluation.outcomes().size();
    return Proportion.of(Math.round(share * of), of);
  }

  /**
   * Searches only the puzzles that the first attempt missed, because the first attempt is
   * deterministic.
   */
  private static Search search(
      TrmWeights weights,
      List<Evaluation.Outcome> outcomes,
      List<SearchedPuzzle> puzzles,
      SearchPolicy policy,
      SearchLimits limits,
      Compute compute) {
    List<SearchedPuzzle> missed = new ArrayList<>();
    long cycles = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      Evaluation.Ending ending = outcomes.get(i).in(HaltMode.CHECKED);
      if (ending.score().valid()) {
        cycles += ending.cycles();
      } else {
        missed.add(puzzles.get(i));
      }
    }
    List<SearchRunner.Found> found =
        new SearchTrial(weights, limits, compute)
            .run(missed, policy, SEED, () -> false)
            .orElseThrow();
    cycles += found.stream().mapToLong(SearchRunner.Found::allCycles).sum();
    Map<Integer, Proportion> right = new LinkedHashMap<>();
    int first = puzzles.size() - missed.size();
    for (int attempts = 1; ; attempts *= 2) {
      int within = Math.min(attempts, limits.attempts());
      long more = found.stream().filter(each -> each.solved() && each.answerOf() < within).count();
      right.put(within, Proportion.of(first + more, puzzles.size()));
      if (within == limits.attempts()) {
        return new Search(right, (double) cycles / puzzles.size());
      }
    }
  }

  /**
   * Prints correct answers in per cent with their interval, and mean cycles, one line for each
   * group.
   */
  void print(PrintStream out) {
    out.printf(
        "%-24s %7s   %-30s %-30s %-30s%n",
        "right in % (cycles)", "puzzles", "fixed", "head", "checked");
    groups.forEach(group -> print(out, group));
    if (!byRating.isEmpty()) {
      out.println("all of them by rating");
      byRating.forEach(group -> print(out, group));
    }
  }

  private void print(PrintStream out, Group group) {
    StringBuilder line = new StringBuilder();
    for (String mode : List.of("fixed", "head", "checked")) {
      Mode figures = group.modes().get(mode);
      String words =
          figures == null
              ? "–"
              : String.format(
                  Locale.ROOT, "%s %.1f", figures.right().words(), figures.meanCycles());
      line.append(String.format(Locale.ROOT, "%-30s ", words));
    }
    out.printf("%-24s %7d   %s%n", group.name(), group.puzzles(), line.toString().stripTrailing());
    Search search = group.search();
    if (search != null) {
      StringBuilder attempts = new StringBuilder();
      search
          .right()
          .forEach(
              (within, right) ->
                  attempts.append(String.format(Locale.ROOT, "%d: %s  ", within, right.words())));
      out.printf(
          Locale.ROOT,
          "  attempts by %s: %smean cycles %.1f%n",
          variation,
          attempts,
          search.meanCycles());
    }
  }
}
