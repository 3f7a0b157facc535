package dev.trm.benchmarks.history;

import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;
import dev.trm.benchmarks.measure.ServerSettings;
import java.util.List;
import java.util.Map;

/**
 * The results of a run.
 *
 * @param jobs in the database during the reads
 * @param fillSeconds duration of filling the database
 * @param disk size of the filled database
 * @param kept storage of the measured solves
 */
record HistoryReport(
    Machine machine,
    ServerSettings server,
    String settings,
    long jobs,
    double fillSeconds,
    TableSizes disk,
    Kept kept,
    List<Latency> latencies) {

  HistoryReport {
    latencies = List.copyOf(latencies);
  }

  /**
   * The storage of solves.
   *
   * @param solves their number
   * @param cycles of one, on average; each is in its trace
   * @param grown table growth by all of them, with a vacuum after each part
   */
  record Kept(int solves, double cycles, TableSizes grown) {
    double bytesPerSolve() {
      return (double) grown.all() / solves;
    }
  }

  /**
   * The latency of one kind of read.
   *
   * @param millis from the request to the end of the response
   */
  record Latency(String what, Distribution millis) {}

  String text() {
    ReportText text = new ReportText();
    text.line("history: %,d jobs, filled in %.0f s", jobs, fillSeconds);
    text.line("machine: %s", machine.text());
    text.line("server: %s", server.text());
    text.line("services: %s", settings);
    text.line("");
    text.line("%-42s %7s %9s %9s %9s %9s", "", "n", "median ms", "p95", "p99", "max");
    for (Latency each : latencies) {
      Distribution millis = each.millis();
      text.line(
          "%-42s %7d %9.2f %9.2f %9.2f %9.2f",
          each.what(), millis.n(), millis.median(), millis.p95(), millis.p99(), millis.max());
    }
    text.line("");
    text.line(
        "a 9x9 solve with its full trace, %.2f cycles on average, keeps %.0f bytes (of %d solves):",
        kept.cycles(), kept.bytesPerSolve(), kept.solves());
    sizes(text, kept.grown(), kept.solves());
    text.line("the filled database takes %.0f bytes a job:", (double) disk.all() / jobs);
    sizes(text, disk, jobs);
    return text.toString();
  }

  private static void sizes(ReportText text, TableSizes sizes, long by) {
    for (Map.Entry<String, TableSizes.Size> each : sizes.bytes().entrySet()) {
      if (each.getValue().all() / by != 0) {
        text.line(
            "  %-16s rows %6.0f  indexes %6.0f",
            each.getKey(),
            (double) each.getValue().rows() / by,
            (double) each.getValue().indexes() / by);
      }
    }
  }
}
