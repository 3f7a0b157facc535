package dev.trm.benchmarks.latency;

import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.ReportText;

/**
 * The results of a run.
 *
 * @param settings of the services, for people
 * @param slow minimum number of connected clients that sent a byte of a body each second
 * @param unread minimum number of connected clients that did not read
 * @param reconnected number of reconnections after the gateway dropped a client
 * @param alone latencies in milliseconds without those clients
 * @param among the same with them
 */
record SlowClientsReport(
    Machine machine,
    String settings,
    int rate,
    int seconds,
    int slow,
    int unread,
    int reconnected,
    Distribution alone,
    Distribution among) {
  private static final double TARGET_MILLIS = 1000;

  /** Whether 99 of 100 requests are answered within a second. */
  boolean met() {
    return among.p99() < TARGET_MILLIS;
  }

  String text() {
    ReportText text = new ReportText();
    text.line(
        "slow clients: %d that send a byte of a body each second, %d that read nothing; dropped and"
            + " connected again %d times",
        slow, unread, reconnected);
    text.line("machine: %s", machine.text());
    text.line("services: %s", settings);
    text.line(
        "%d solves a second with a key, for %d s, milliseconds until the answer:", rate, seconds);
    text.line("%-20s %7s %9s %9s %9s %9s", "", "n", "median", "p95", "p99", "max");
    row(text, "without them", alone);
    row(text, "with them", among);
    text.line("p99 below %.0f ms: %s", TARGET_MILLIS, met() ? "target met" : "target missed");
    return text.toString();
  }

  private static void row(ReportText text, String name, Distribution millis) {
    text.line(
        "%-20s %7d %9.1f %9.1f %9.1f %9.1f",
        name, millis.n(), millis.median(), millis.p95(), millis.p99(), millis.max());
  }
}
