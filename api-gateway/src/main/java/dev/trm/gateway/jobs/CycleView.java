package dev.trm.gateway.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.puzzles.BrokenRule;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One cycle of a solve.
 *
 * @param attempt counted from 1, which is the plain one; null where only one was asked for
 * @param cycle of the attempt, counted from 1
 * @param grid the draft in the form of the puzzle's own
 * @param confidence of each cell, 0 to 1
 * @param haltProbability 0 to 1; over ½ the model would stop
 * @param changed cells that differ from the attempt's draft before, counted from 0; all that are
 *     filled in the first
 * @param broken rules that the draft breaks; none where the puzzle has no rules
 * @param micros the cycle's share of time, microseconds
 */
public record CycleView(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer attempt,
    int cycle,
    JsonNode grid,
    List<Double> confidence,
    double haltProbability,
    List<Integer> changed,
    List<BrokenRule> broken,
    int micros) {

  /** The cycles of a solve in the order in which they were computed. */
  static List<CycleView> of(SolveSpec spec, List<TraceCycle> trace) {
    Puzzle puzzle = Puzzle.parse(spec.puzzleKind(), spec.grid(), spec.layout());
    List<CycleView> views = new ArrayList<>();
    Map<Integer, int[]> drafts = new HashMap<>();
    for (TraceCycle cycle : trace) {
      int[] tokens = cycle.tokens();
      int[] before = drafts.put(cycle.attempt(), tokens);
      Draft draft = puzzle.draft(tokens);
      views.add(
          new CycleView(
              spec.search() == null ? null : cycle.attempt(),
              cycle.cycle(),
              draft.grid(),
              confidence(cycle.confidence()),
              cycle.haltProbability(),
              changed(before == null ? puzzle.tokens() : before, tokens),
              draft.brokenRules(),
              cycle.micros()));
    }
    return views;
  }

  private static List<Double> confidence(byte[] bytes) {
    List<Double> confidence = new ArrayList<>(bytes.length);
    for (byte each : bytes) {
      confidence.add(Math.round(Byte.toUnsignedInt(each) / 255.0 * 1000) / 1000.0);
    }
    return confidence;
  }

  private static List<Integer> changed(int[] before, int[] after) {
    List<Integer> changed = new ArrayList<>();
    for (int cell = 0; cell < after.length; cell++) {
      if (before[cell] != after[cell]) {
        changed.add(cell);
      }
    }
    return changed;
  }
}
