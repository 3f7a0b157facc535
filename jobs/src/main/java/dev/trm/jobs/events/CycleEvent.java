package dev.trm.jobs.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.puzzles.Draft;
import dev.trm.puzzles.Puzzle;

/**
 * What the event of a cycle says, whether a solver tells it or it is rebuilt from the trace. Made
 * without reflection, since solvers tell thousands a second.
 */
public final class CycleEvent {
  /**
   * The cycles of a solve that have events; its trace has all of them. Who follows a job must be
   * able to hold as many.
   */
  public static final int MOST = 4000;

  private CycleEvent() {}

  /**
   * The data of one cycle. That of a puzzle submitted by itself has with it how sure the model is
   * of each cell ({@code confidence}, a byte a cell as base64) and the cells of all broken rules
   * ({@code brokenCells}); nobody looks at thousands of a batch cell by cell.
   *
   * @param before (cells) the tokens before this cycle of its attempt
   */
  public static JsonNode data(Job job, Puzzle puzzle, int[] before, TraceCycle cycle) {
    int[] after = cycle.tokens();
    Draft draft = puzzle.draft(after);
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    if (job.spec().hasNonNull("search")) {
      data.put("attempt", cycle.attempt());
    }
    data.put("cycle", cycle.cycle());
    data.set("grid", draft.grid());
    data.put("haltProbability", cycle.haltProbability());
    data.set("changed", changed(before, after));
    data.put("broken", draft.brokenRules().size());
    if (job.batch() == null) {
      data.set("brokenCells", brokenCells(draft));
      data.put("confidence", cycle.confidence());
    }
    data.put("micros", cycle.micros());
    return data;
  }

  private static JsonNode changed(int[] before, int[] after) {
    ArrayNode cells = JsonNodeFactory.instance.arrayNode();
    for (int cell = 0; cell < after.length; cell++) {
      if (before[cell] != after[cell]) {
        cells.add(cell);
      }
    }
    return cells;
  }

  private static JsonNode brokenCells(Draft draft) {
    ArrayNode cells = JsonNodeFactory.instance.arrayNode();
    draft.brokenRules().stream()
        .flatMap(rule -> rule.cells().stream())
        .distinct()
        .sorted()
        .forEach(cells::add);
    return cells;
  }
}
