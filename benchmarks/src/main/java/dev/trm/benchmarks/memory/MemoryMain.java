package dev.trm.benchmarks.memory;

import dev.trm.benchmarks.fleet.WorkRoom;
import dev.trm.benchmarks.measure.JsonReport;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench memory}. Exit codes: 0 measured, 1 failed, 2 wrong usage. */
public final class MemoryMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private MemoryMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    MemoryOptions options;
    try {
      options = MemoryOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(MemoryOptions.USAGE);
      System.exit(2);
      return;
    }
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    WorkRoom room = WorkRoom.open(options.directory(), "trm-memory");
    MemoryReport report = new MemoryRun(options, repository, room.directory()).run();
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
    room.leave(true);
  }
}
