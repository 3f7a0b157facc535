package dev.trm.gateway.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.puzzles.BrokenRule;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;
import java.util.ArrayList;
import java.util.List;

/**
 * One cycle of a solve.
 *
 * @param cycle counted from 1
 * @param grid the draft in the form of the puzzle's own
 * @param confidence of each cell, 0 to 1
 * @param haltProbability 0 to 1; over ½ the model would stop
 * @param changed cells that differ from the draft before, counted from 0; all that are filled in
 *     the first
 * @param broken rules that the draft breaks; none where the puzzle has no rules
 * @param micros the cycle's share of time, microseconds
 */
public record CycleView(
    int cycle,
    JsonNode grid,
    List<Double> confidence,
    double haltProbability,
    List<Integer> changed,
    List<BrokenRule> broken,
    int micros) {

  /** The cycles of a solve, in order. */
  static List<CycleView> of(SolveSpec spec, List<TraceCycle> trace) {
    Puzzle puzzle = Puzzle.parse(spec.puzzleKind(), spec.grid(), spec.layout());
    List<CycleView> views = new ArrayList<>();
    int[] before = puzzle.tokens();
    for (TraceCycle cycle : trace) {
      int[] tokens = cycle.tokens();
      Draft draft = puzzle.draft(tokens);
      views.add(
          new CycleView(
              cycle.cycle(),
              draft.grid(),
              confidence(cycle.confidence()),
              cycle.haltProbability(),
              changed(before, tokens),
              draft.brokenRules(),
              cycle.micros()));
      before = tokens;
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
