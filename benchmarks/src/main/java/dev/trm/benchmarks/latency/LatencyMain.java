package dev.trm.benchmarks.latency;

import dev.trm.benchmarks.fleet.WorkRoom;
import dev.trm.benchmarks.measure.JsonReport;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench latency}. Exit codes: 0 measured, 1 failed, 2 wrong usage. */
public final class LatencyMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private LatencyMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    LatencyOptions options;
    try {
      options = LatencyOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(LatencyOptions.USAGE);
      System.exit(2);
      return;
    }
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    WorkRoom room = WorkRoom.open(options.directory(), "trm-latency");
    LatencyReport report = new LatencyRun(options, repository, room.directory()).run();
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
    room.leave(true);
  }
}
