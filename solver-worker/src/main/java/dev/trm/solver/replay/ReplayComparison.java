package dev.trm.solver.replay;

import dev.trm.jobs.JobId;
import dev.trm.jobs.ReplayVerdict;
import dev.trm.jobs.SolveRuntime;
import dev.trm.jobs.store.TraceCycle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares a solve with the one it runs again, bit by bit. Only what ran on equal facts can be
 * compared. The number of slots is one of them on a device only: on a CPU a row's numbers don't
 * depend on it.
 */
public final class ReplayComparison {
  private static final Pattern GRID = Pattern.compile("(\\d{1,4})x(\\d{1,4})");
  private static final String CPU = "cpu";

  private ReplayComparison() {}

  /**
   * What came of it.
   *
   * @param recorded null if the solve is no longer there
   * @param checkpoint of the weights now
   * @param now what it ran on now
   * @param cycles of now
   * @param shape the puzzle's, to name cells by row and column
   */
  public static ReplayVerdict of(
      JobId job,
      @Nullable Recording recorded,
      String checkpoint,
      SolveRuntime now,
      List<TraceCycle> cycles,
      String shape) {
    if (recorded == null) {
      return ReplayVerdict.notComparable(job, "job " + job + " is no longer there");
    }
    if (recorded.trace().isEmpty()) {
      return ReplayVerdict.notComparable(job, "no trace of job " + job + " was kept");
    }
    SolveRuntime then = recorded.result().runtime();
    Map<String, String> before = facts(recorded.result().checkpoint(), then);
    for (Map.Entry<String, String> fact : facts(checkpoint, now).entrySet()) {
      String was = before.get(fact.getKey());
      if (!fact.getValue().equals(was)) {
        return ReplayVerdict.notComparable(
            job, fact.getKey() + ": recorded " + was + ", here " + fact.getValue());
      }
    }
    Optional<ReplayVerdict> difference = difference(job, recorded.trace(), cycles, shape);
    if (difference.isPresent() && !now.device().equals(CPU) && !then.slots().equals(now.slots())) {
      return ReplayVerdict.notComparable(
          job, "slots of each cycle: recorded " + then.slots() + ", here " + now.slots());
    }
    return difference.orElseGet(() -> ReplayVerdict.identical(job));
  }

  private static Map<String, String> facts(String checkpoint, SolveRuntime runtime) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("checkpoint", checkpoint);
    facts.put("precision", runtime.precision());
    facts.put("threads", Integer.toString(runtime.threads()));
    facts.put("device", runtime.device().split(":", 2)[0]);
    facts.put("instructions", runtime.instructions());
    facts.put("library", runtime.library());
    facts.put("kernels", runtime.kernels());
    return facts;
  }

  private static Optional<ReplayVerdict> difference(
      JobId job, List<TraceCycle> before, List<TraceCycle> now, String shape) {
    for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
      Optional<ReplayVerdict> difference = difference(job, before.get(i), now.get(i), shape);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return before.size() == now.size()
        ? Optional.empty()
        : Optional.of(
            ReplayVerdict.different(
                job,
                Math.min(before.size(), now.size()) + 1,
                null,
                "recorded " + before.size() + " cycles, now " + now.size()));
  }

  private static Optional<ReplayVerdict> difference(
      JobId job, TraceCycle before, TraceCycle now, String shape) {
    int cycle = now.cycle();
    if (before.cycle() != cycle || before.draft().length != now.draft().length) {
      return Optional.of(
          ReplayVerdict.different(
              job,
              cycle,
              null,
              "recorded cycle "
                  + before.cycle()
                  + " of "
                  + before.draft().length
                  + " cells, now cycle "
                  + cycle
                  + " of "
                  + now.draft().length));
    }
    for (int cell = 0; cell < now.draft().length; cell++) {
      if (before.draft()[cell] != now.draft()[cell]) {
        return Optional.of(
            ReplayVerdict.different(
                job,
                cycle,
                cell(cell, now.draft().length, shape),
                said("token", before.draft()[cell], now.draft()[cell])));
      }
      if (before.confidence()[cell] != now.confidence()[cell]) {
        return Optional.of(
            ReplayVerdict.different(
                job,
                cycle,
                cell(cell, now.draft().length, shape),
                said("confidence of 255", before.confidence()[cell], now.confidence()[cell])));
      }
    }
    return Float.floatToRawIntBits(before.haltLogit()) == Float.floatToRawIntBits(now.haltLogit())
        ? Optional.empty()
        : Optional.of(
            ReplayVerdict.different(
                job,
                cycle,
                null,
                "halt logit: recorded " + before.haltLogit() + ", now " + now.haltLogit()));
  }

  private static String said(String what, byte before, byte now) {
    return what + ": recorded " + Byte.toUnsignedInt(before) + ", now " + Byte.toUnsignedInt(now);
  }

  /** By row and column where the shape says how the cells lie. */
  private static String cell(int index, int cells, String shape) {
    Matcher grid = GRID.matcher(shape);
    if (grid.matches()
        && Integer.parseInt(grid.group(1)) * Integer.parseInt(grid.group(2)) == cells) {
      int columns = Integer.parseInt(grid.group(2));
      return "row " + (index / columns + 1) + ", column " + (index % columns + 1);
    }
    return "cell " + (index + 1);
  }
}
