package dev.trm.benchmarks.latency;

import dev.trm.benchmarks.fleet.WorkRoom;
import dev.trm.benchmarks.measure.JsonReport;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench slow-clients}. Exit codes: 0 target met, 1 failed, 2 wrong usage, 3 missed. */
public final class SlowClientsMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private SlowClientsMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    SlowClientsOptions options;
    try {
      options = SlowClientsOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(SlowClientsOptions.USAGE);
      System.exit(2);
      return;
    }
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    WorkRoom room = WorkRoom.open(options.directory(), "trm-slow-clients");
    SlowClientsReport report = new SlowClientsRun(options, repository, room.directory()).run();
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
    room.leave(true);
    System.exit(report.met() ? 0 : 3);
  }
}
