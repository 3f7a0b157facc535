package dev.trm.benchmarks.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.benchmarks.check.Disturbance;
import dev.trm.benchmarks.check.Recovery;
import dev.trm.benchmarks.check.Snapshot;
import dev.trm.benchmarks.check.Violation;
import dev.trm.benchmarks.check.Violation.Kind;
import dev.trm.benchmarks.load.HistoryEntry;
import dev.trm.benchmarks.measure.ReportText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param requests sent by clients, including retries
 * @param unanswered number of these without an answer
 * @param jobs number in each state at the end
 * @param faults number injected, by kind
 * @param missed faults that could not be injected
 * @param recoveries by the effect of the fault
 * @param violations found; after an aborted run those found so far, including unfinished jobs
 * @param stopped why the run was aborted; null if it was complete
 */
record ChaosReport(
    long seed,
    double minutes,
    long requests,
    long unanswered,
    Map<String, Long> jobs,
    Map<String, Long> faults,
    int missed,
    Map<String, Recoveries> recoveries,
    List<Violation> violations,
    @Nullable String stopped) {

  private static final int SHOWN = 50;

  /**
   * The recoveries from faults of one effect.
   *
   * @param longestAfter the fault with the longest recovery
   */
  record Recoveries(int times, long medianMillis, long longestMillis, String longestAfter) {
    static Recoveries of(List<Recovery> recoveries) {
      List<Recovery> sorted =
          recoveries.stream().sorted(Comparator.comparing(Recovery::time)).toList();
      Recovery longest = sorted.get(sorted.size() - 1);
      return new Recoveries(
          sorted.size(),
          sorted.get(sorted.size() / 2).time().toMillis(),
          longest.time().toMillis(),
          longest.what());
    }
  }

  static ChaosReport of(
      ChaosOptions options,
      List<HistoryEntry> history,
      Snapshot snapshot,
      List<Disturbance> faults,
      int missed,
      List<Recovery> recoveries,
      List<Violation> violations,
      @Nullable String stopped) {
    List<HistoryEntry> answers = history.stream().filter(each -> each.answer() != null).toList();
    return new ChaosReport(
        options.seed(),
        options.length().toMillis() / 60_000.0,
        history.stream().filter(each -> each.answer() == null).count(),
        answers.stream().filter(ChaosReport::unanswered).count(),
        snapshot.jobs().stream()
            .collect(
                Collectors.groupingBy(job -> job.state(), TreeMap::new, Collectors.counting())),
        faults.stream()
            .collect(
                Collectors.groupingBy(Disturbance::fault, TreeMap::new, Collectors.counting())),
        missed,
        recoveries.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.after().name().toLowerCase(Locale.ROOT),
                    TreeMap::new,
                    Collectors.collectingAndThen(Collectors.toList(), Recoveries::of))),
        violations,
        stopped);
  }

  private static boolean unanswered(HistoryEntry entry) {
    HistoryEntry.Answer answer = entry.answer();
    return answer != null && answer.status() == null;
  }

  boolean kept() {
    return violations.isEmpty() && stopped == null;
  }

  long lost() {
    return count(Kind.LOST);
  }

  long doubled() {
    return count(Kind.DOUBLED) + count(Kind.OUTCOMES) + count(Kind.UNASKED);
  }

  long stuck() {
    return count(Kind.STUCK);
  }

  long faultsInAll() {
    return sum(faults);
  }

  String json() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode tree = mapper.valueToTree(this);
    tree.put("faultsInAll", faultsInAll());
    tree.put("lost", lost());
    tree.put("doubled", doubled());
    tree.put("stuck", stuck());
    return mapper.writeValueAsString(tree);
  }

  String text() {
    ReportText text = new ReportText();
    text.line("chaos, seed %d, %.1f minutes", seed, minutes);
    if (stopped != null) {
      text.line("NOT FINISHED, stopped %s", stopped);
      text.line("what follows is what was found until then; jobs may not have ended");
    }
    text.line("");
    text.line("%-28s %6s", "fault", "times");
    faults.forEach((kind, times) -> text.line("%-28s %6d", kind, times));
    text.line("%-28s %6d", "in all", faultsInAll());
    if (missed > 0) {
      text.line("%-28s %6d", "(not brought about)", missed);
    }
    text.line("");
    text.line("requests %d, without an answer %d", requests, unanswered);
    text.line("jobs %d: %s", sum(jobs), jobs);
    text.line("lost %d, doubled %d, stuck %d", lost(), doubled(), stuck());
    recoveries.forEach(
        (after, each) ->
            text.line(
                "recovery after %s: %d, median %.1f s, longest %.1f s (%s)",
                after,
                each.times(),
                each.medianMillis() / 1000.0,
                each.longestMillis() / 1000.0,
                each.longestAfter()));
    text.line("violations %d", violations.size());
    violations.stream()
        .limit(SHOWN)
        .forEach(each -> text.line("  %s %s: %s", each.kind(), each.subject(), each.detail()));
    if (violations.size() > SHOWN) {
      text.line("  … and %d more", violations.size() - SHOWN);
    }
    return text.toString();
  }

  private long count(Kind kind) {
    return violations.stream().filter(each -> each.kind() == kind).count();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
