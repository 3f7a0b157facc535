package dev.trm.trainer;

import dev.trm.puzzles.PuzzleKind;
import dev.trm.puzzles.grid.HeldOutGridPair;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.sudoku.RatedPuzzle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * Groups puzzles into bands of equal difficulty.
 *
 * @param title of the bands in a report
 * @param measure that determines a puzzle's band
 * @param width of a band for a number of cells; 0 if the bands are those of ratings
 */
record Bands(String title, String measure, IntUnaryOperator width) {
  /** The lower bounds of bands, each half an order of magnitude wide. */
  private static final int[] RATINGS = {0, 1, 4, 11, 31};

  /** The bands of a kind. */
  static List<Bands> of(PuzzleKind kind) {
    return switch (kind) {
      case SUDOKU, CONSTRAINTS ->
          List.of(
              new Bands("byGivens", RatedPuzzle.GIVENS, cells -> Math.max(1, cells / 16)),
              new Bands("byBacktracks", RatedPuzzle.BACKTRACKS, cells -> 0));
      case MAZE ->
          List.of(new Bands("bySteps", LabelledMaze.STEPS, cells -> (int) Math.sqrt(cells)));
      case ARC, GRID ->
          List.of(new Bands("byCells", HeldOutGridPair.CELLS, cells -> Math.max(1, cells / 4)));
    };
  }

  /**
   * Puzzles of about equal difficulty.
   *
   * @param from minimum of the measure
   * @param to maximum; empty if unbounded
   */
  record Band(int from, OptionalInt to, List<Evaluation.Outcome> members) {}

  /** The bands that contain puzzles, the lowest first. */
  List<Band> split(List<Evaluation.Outcome> outcomes) {
    int equal = width.applyAsInt(outcomes.get(0).cells());
    SortedMap<Integer, List<Evaluation.Outcome>> byLeast = new TreeMap<>();
    for (Evaluation.Outcome outcome : outcomes) {
      int value = outcome.measure(measure);
      byLeast
          .computeIfAbsent(
              equal == 0 ? rating(value) : value / equal * equal, any -> new ArrayList<>())
          .add(outcome);
    }
    return byLeast.entrySet().stream()
        .map(
            each ->
                new Band(
                    each.getKey(),
                    equal == 0 ? below(each.getKey()) : OptionalInt.of(each.getKey() + equal - 1),
                    List.copyOf(each.getValue())))
        .toList();
  }

  /** The bands with their minimum and, for bands of equal width, their maximum. */
  List<Map<String, Object>> split(
      List<Evaluation.Outcome> outcomes,
      Function<List<Evaluation.Outcome>, Map<String, Object>> figures) {
    boolean rated = width.applyAsInt(outcomes.get(0).cells()) == 0;
    List<Map<String, Object>> bands = new ArrayList<>();
    for (Band each : split(outcomes)) {
      Map<String, Object> band = new LinkedHashMap<>();
      band.put("from", each.from());
      if (!rated) {
        band.put("to", each.to().orElseThrow());
      }
      band.putAll(figures.apply(each.members()));
      bands.add(band);
    }
    return bands;
  }

  /** A band's name for people: "4–10 backtracks". */
  String words(Band band) {
    String range =
        band.to().isEmpty()
            ? band.from() + " or more"
            : band.to().getAsInt() == band.from()
                ? String.valueOf(band.from())
                : band.from() + "–" + band.to().getAsInt();
    return range + " " + measure;
  }

  private static int rating(int backtracks) {
    int band = 0;
    while (band + 1 < RATINGS.length && backtracks >= RATINGS[band + 1]) {
      band++;
    }
    return RATINGS[band];
  }

  private static OptionalInt below(int rating) {
    return Arrays.stream(RATINGS).filter(each -> each > rating).map(each -> each - 1).findFirst();
  }
}
