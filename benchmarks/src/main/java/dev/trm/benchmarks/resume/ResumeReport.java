package dev.trm.benchmarks.resume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.trm.benchmarks.measure.ReportText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param seconds total duration
 * @param rate null if the run was aborted before it was measured
 * @param stopped why the run was aborted; null if it was complete
 */
record ResumeReport(
    long seed, long seconds, List<Killed> killed, @Nullable Rate rate, @Nullable String stopped) {
  /**
   * A training that was killed.
   *
   * @param kill its moment
   * @param from the killed worker
   * @param to the worker that finished it
   * @param resumedFrom the checkpoint's step; null if it started again without a checkpoint
   * @param recovery from the kill until the other worker claimed it
   * @param fault what is wrong; null if nothing is
   */
  record Killed(
      String precision,
      String kill,
      String from,
      String to,
      @Nullable Long resumedFrom,
      Duration recovery,
      @Nullable String fault) {
    boolean identical() {
      return fault == null;
    }
  }

  /**
   * The cost of checkpoints.
   *
   * @param with steps per second with a checkpoint every second, the median of runs
   * @param without steps per second with none
   */
  record Rate(double with, double without, int runs) {
    double ratio() {
      return with / without;
    }
  }

  boolean kept() {
    return stopped == null && killed.stream().allMatch(Killed::identical);
  }

  long identical() {
    return killed.stream().filter(Killed::identical).count();
  }

  Duration longestRecovery() {
    return killed.stream().map(Killed::recovery).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  String json() throws JsonProcessingException {
    ObjectMapper mapper =
        new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
    ObjectNode tree = mapper.valueToTree(this);
    tree.put("kills", killed.size());
    tree.put("identical", identical());
    tree.put("longestRecoveryMillis", longestRecovery().toMillis());
    if (rate != null) {
      tree.put("ratio", rate.ratio());
    }
    return mapper.writeValueAsString(tree);
  }

  String text() {
    ReportText text = new ReportText();
    text.line("resume, seed %d, %d s", seed, seconds);
    if (stopped != null) {
      text.line(
          "NOT FINISHED, stopped after %d kills: %s; what follows is what was found until then",
          killed.size(), stopped);
    }
    text.line("");
    text.line(
        "%-9s %-36s %-13s %-13s %6s %9s  %s",
        "precision", "killed at", "from", "to", "resumed", "recovery", "");
    for (Killed each : killed) {
      text.line(
          "%-9s %-36s %-13s %-13s %6s %7.1f s  %s",
          each.precision(),
          each.kill(),
          each.from(),
          each.to(),
          each.resumedFrom() == null ? "anew" : each.resumedFrom(),
          each.recovery().toMillis() / 1000.0,
          each.fault() == null ? "identical" : each.fault());
    }
    text.line("");
    text.line(
        "kills %d, identical %d, longest recovery %.1f s",
        killed.size(), identical(), longestRecovery().toMillis() / 1000.0);
    if (rate != null) {
      text.line(
          "steps per second with a checkpoint every second %.2f, with none %.2f, ratio %.3f"
              + " (medians of %d runs each)",
          rate.with(), rate.without(), rate.ratio(), rate.runs());
    }
    return text.toString();
  }
}
