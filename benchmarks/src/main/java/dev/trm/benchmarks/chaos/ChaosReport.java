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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run has shown.
 *
 * @param requests asked by clients, repetitions among them
 * @param unanswered of these
 * @param jobs in each state at the end
 * @param faults put in, by kind
 * @param missed faults that could not be brought about
 * @param longest recovery, in milliseconds, by what it was from
 */
record ChaosReport(
    long seed,
    double minutes,
    long requests,
    long unanswered,
    Map<String, Long> jobs,
    Map<String, Long> faults,
    int missed,
    Map<String, Long> longest,
    List<Violation> violations) {

  private static final int SHOWN = 50;

  static ChaosReport of(
      ChaosOptions options,
      List<HistoryEntry> history,
      Snapshot snapshot,
      List<Disturbance> faults,
      int missed,
      List<Recovery> recoveries,
      List<Violation> violations) {
    List<HistoryEntry> answers = history.stream().filter(each -> each.answer() != null).toList();
    Map<String, Long> longest = new TreeMap<>();
    for (Recovery each : recoveries) {
      longest.merge(
          each.after().name().toLowerCase(Locale.ROOT), each.time().toMillis(), Math::max);
    }
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
        longest,
        violations);
  }

  private static boolean unanswered(HistoryEntry entry) {
    HistoryEntry.Answer answer = entry.answer();
    return answer != null && answer.status() == null;
  }

  boolean kept() {
    return violations.isEmpty();
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
    StringBuilder text = new StringBuilder();
    line(text, "chaos, seed %d, %.1f minutes", seed, minutes);
    line(text, "");
    line(text, "%-28s %6s", "fault", "times");
    faults.forEach((kind, times) -> line(text, "%-28s %6d", kind, times));
    line(text, "%-28s %6d", "in all", faultsInAll());
    if (missed > 0) {
      line(text, "%-28s %6d", "(not brought about)", missed);
    }
    line(text, "");
    line(text, "requests %d, without an answer %d", requests, unanswered);
    line(text, "jobs %d: %s", sum(jobs), jobs);
    line(text, "lost %d, doubled %d, stuck %d", lost(), doubled(), stuck());
    longest.forEach(
        (after, millis) -> line(text, "longest recovery after %s: %.1f s", after, millis / 1000.0));
    line(text, "violations %d", violations.size());
    violations.stream()
        .limit(SHOWN)
        .forEach(each -> line(text, "  %s %s: %s", each.kind(), each.subject(), each.detail()));
    if (violations.size() > SHOWN) {
      line(text, "  … and %d more", violations.size() - SHOWN);
    }
    return text.toString();
  }

  private long count(Kind kind) {
    return violations.stream().filter(each -> each.kind() == kind).count();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
