package dev.trm.solver.replay;

import dev.trm.jobs.JobId;
import dev.trm.jobs.ReplayVerdict;
import dev.trm.jobs.SolveRuntime;
import dev.trm.jobs.store.TraceCycle;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a replay with the recorded solve, bit by bit. They are comparable only if they ran with
 * equal facts. The number of slots is such a fact only on a GPU: on a CPU a row's numbers do not
 * depend on it.
 */
public final class ReplayComparison {
  private static final Pattern GRID = Pattern.compile("(\\d{1,4})x(\\d{1,4})");
  private static final String CPU = "cpu";
  private static final Comparator<TraceCycle> BY_ATTEMPT =
      Comparator.comparingInt(TraceCycle::attempt).thenComparingInt(TraceCycle::cycle);

  private ReplayComparison() {}

  /**
   * Compares a replay with its recording.
   *
   * @param recorded null if the recorded solve no longer exists
   * @param checkpoint of the replay's weights
   * @param now the facts of the replay
   * @param cycles of the replay
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
    boolean searched = recorded.result().search() != null;
    Optional<ReplayVerdict> difference =
        new Cycles(job, searched, shape).difference(inOrder(recorded.trace()), inOrder(cycles));
    List<Integer> slotsThen = slotsInOrder(recorded.trace(), then.slots());
    List<Integer> slotsNow = slotsInOrder(cycles, now.slots());
    if (difference.isPresent() && !now.device().equals(CPU) && !slotsThen.equals(slotsNow)) {
      return ReplayVerdict.notComparable(
          job, "slots of each cycle: recorded " + slotsThen + ", here " + slotsNow);
    }
    return difference.orElseGet(() -> ReplayVerdict.identical(job));
  }

  /** Sorts by attempt, because the execution order of attempts does not change their numbers. */
  private static List<TraceCycle> inOrder(List<TraceCycle> trace) {
    return trace.stream().sorted(BY_ATTEMPT).toList();
  }

  /** The slots of each cycle, in the same order. */
  private static List<Integer> slotsInOrder(List<TraceCycle> trace, List<Integer> slots) {
    return IntStream.range(0, Math.min(trace.size(), slots.size()))
        .boxed()
        .sorted(Comparator.comparing(trace::get, BY_ATTEMPT))
        .map(slots::get)
        .toList();
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

  /**
   * Compares the cycles of two solves.
   *
   * @param searched whether there may be several attempts
   * @param shape the puzzle's, to name cells by row and column
   */
  private record Cycles(JobId job, boolean searched, String shape) {

    Optional<ReplayVerdict> difference(List<TraceCycle> before, List<TraceCycle> now) {
      for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
        Optional<ReplayVerdict> difference = difference(before.get(i), now.get(i));
        if (difference.isPresent()) {
          return difference;
        }
      }
      if (before.size() == now.size()) {
        return Optional.empty();
      }
      List<TraceCycle> longer = before.size() > now.size() ? before : now;
      return Optional.of(
          different(
              longer.get(Math.min(before.size(), now.size())),
              null,
              "recorded " + before.size() + " cycles, now " + now.size()));
    }

    private Optional<ReplayVerdict> difference(TraceCycle before, TraceCycle now) {
      if (before.attempt() != now.attempt()
          || before.cycle() != now.cycle()
          || before.draft().length != now.draft().length) {
        return Optional.of(
            different(now, null, "recorded " + described(before) + ", now " + described(now)));
      }
      for (int cell = 0; cell < now.draft().length; cell++) {
        if (before.draft()[cell] != now.draft()[cell]) {
          return Optional.of(
              different(
                  now,
                  cell(cell, now.draft().length),
                  said("token", before.draft()[cell], now.draft()[cell])));
        }
        if (before.confidence()[cell] != now.confidence()[cell]) {
          return Optional.of(
              different(
                  now,
                  cell(cell, now.draft().length),
                  said("confidence of 255", before.confidence()[cell], now.confidence()[cell])));
        }
      }
      return Float.floatToRawIntBits(before.haltLogit()) == Float.floatToRawIntBits(now.haltLogit())
          ? Optional.empty()
          : Optional.of(
              different(
                  now,
                  null,
                  "halt logit: recorded " + before.haltLogit() + ", now " + now.haltLogit()));
    }

    private ReplayVerdict different(TraceCycle at, @Nullable String cell, String why) {
      return ReplayVerdict.different(job, searched ? at.attempt() : null, at.cycle(), cell, why);
    }

    private String described(TraceCycle cycle) {
      return (searched ? "attempt " + cycle.attempt() + ", " : "")
          + "cycle "
          + cycle.cycle()
          + " of "
          + cycle.draft().length
          + " cells";
    }

    private static String said(String what, byte before, byte now) {
      return what + ": recorded " + Byte.toUnsignedInt(before) + ", now " + Byte.toUnsignedInt(now);
    }

    /** Names a cell by row and column if the shape is a rectangle. */
    private String cell(int index, int cells) {
      Matcher grid = GRID.matcher(shape);
      if (grid.matches()
          && Integer.parseInt(grid.group(1)) * Integer.parseInt(grid.group(2)) == cells) {
        int columns = Integer.parseInt(grid.group(2));
        return "row " + (index / columns + 1) + ", column " + (index % columns + 1);
      }
      return "cell " + (index + 1);
    }
  }
}
