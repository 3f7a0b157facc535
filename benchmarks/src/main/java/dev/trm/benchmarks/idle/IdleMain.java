package dev.trm.benchmarks.idle;

import dev.trm.benchmarks.fleet.WorkRoom;
import dev.trm.benchmarks.measure.JsonReport;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench idle}. Exit codes: 0 measured, 1 failed, 2 wrong usage. */
public final class IdleMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private IdleMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    IdleOptions options;
    try {
      options = IdleOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(IdleOptions.USAGE);
      System.exit(2);
      return;
    }
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    WorkRoom room = WorkRoom.open(options.directory(), "trm-idle");
    IdleReport report = new IdleRun(options, repository, room.directory()).run();
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
    room.leave(true);
  }
}
