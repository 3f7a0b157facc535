package dev.trm.benchmarks.outage;

import dev.trm.benchmarks.fleet.WorkRoom;
import dev.trm.benchmarks.measure.JsonReport;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench outage}. Exit codes: 0 target met, 1 failed, 2 wrong usage, 3 missed. */
public final class OutageMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private OutageMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    OutageOptions options;
    try {
      options = OutageOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(OutageOptions.USAGE);
      System.exit(2);
      return;
    }
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    WorkRoom room = WorkRoom.open(options.directory(), "trm-outage");
    OutageReport report = new OutageRun(options, repository, room.directory()).run();
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
    room.leave(report.targetMet());
    if (!report.targetMet()) {
      System.exit(3);
    }
  }
}
