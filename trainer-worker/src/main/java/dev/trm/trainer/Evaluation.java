package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * How a model did on held-out puzzles, in each halt mode.
 *
 * @param outcomes one a puzzle
 */
record Evaluation(List<Outcome> outcomes) {
  private static final int[] RATINGS = {0, 1, 4, 11, 31};

  Evaluation {
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException("outcomes is empty; there is nothing to judge by");
    }
    outcomes = List.copyOf(outcomes);
  }

  /**
   * One puzzle.
   *
   * @param cells number of cells
   * @param cellAccuracy share of right cells of the draft after all cycles
   */
  record Outcome(
      int cells,
      int givens,
      int backtracks,
      double cellAccuracy,
      Ending fixed,
      Ending head,
      Ending checked) {

    Ending in(HaltMode mode) {
      return switch (mode) {
        case FIXED -> fixed;
        case HEAD -> head;
        case CHECKED -> checked;
      };
    }
  }

  /** Whether the answer was wholly right, and after how many cycles it was given. */
  record Ending(boolean exact, int cycles) {}

  /** Share of wholly right answers, 0 to 1. */
  double exactAccuracy(HaltMode mode) {
    return exactAccuracy(outcomes, mode);
  }

  double meanCycles(HaltMode mode) {
    return meanCycles(outcomes, mode);
  }

  /** Mean share of right cells after all cycles, 0 to 1. */
  double cellAccuracy() {
    return outcomes.stream().mapToDouble(Outcome::cellAccuracy).average().orElseThrow();
  }

  /** The figures over all puzzles, by number of givens, and by rating in backtracks. */
  JsonNode report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("cellAccuracy", cellAccuracy());
    report.putAll(figures(outcomes));
    int width = Math.max(1, outcomes.get(0).cells() / 16);
    report.put("byGivens", bands(each -> each.givens() / width * width, width));
    report.put("byBacktracks", bands(each -> ratingBand(each.backtracks()), 0));
    return JobJson.tree(report);
  }

  private static int ratingBand(int backtracks) {
    int band = 0;
    while (band + 1 < RATINGS.length && backtracks >= RATINGS[band + 1]) {
      band++;
    }
    return RATINGS[band];
  }

  /** Each band with its least value, and where bands are of equal width its greatest. */
  private List<Map<String, Object>> bands(ToIntFunction<Outcome> least, int width) {
    SortedMap<Integer, List<Outcome>> byLeast = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      byLeast.computeIfAbsent(least.applyAsInt(outcome), any -> new ArrayList<>()).add(outcome);
    }
    List<Map<String, Object>> bands = new ArrayList<>();
    byLeast.forEach(
        (from, members) -> {
          Map<String, Object> band = new LinkedHashMap<>();
          band.put("from", from);
          if (width > 0) {
            band.put("to", from + width - 1);
          }
          band.putAll(figures(members));
          bands.add(band);
        });
    return bands;
  }

  private static Map<String, Object> figures(List<Outcome> of) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("puzzles", of.size());
    for (HaltMode mode : HaltMode.values()) {
      figures.put(
          mode.name().toLowerCase(Locale.ROOT),
          Map.of("exact", exactAccuracy(of, mode), "meanCycles", meanCycles(of, mode)));
    }
    return figures;
  }

  private static double exactAccuracy(List<Outcome> of, HaltMode mode) {
    return of.stream().mapToInt(each -> each.in(mode).exact() ? 1 : 0).average().orElseThrow();
  }

  private static double meanCycles(List<Outcome> of, HaltMode mode) {
    return of.stream().mapToInt(each -> each.in(mode).cycles()).average().orElseThrow();
  }
}
