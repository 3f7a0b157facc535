package dev.trm.benchmarks.chaos;

import dev.trm.benchmarks.fleet.WorkRoom;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench chaos}. Exit codes: 0 all guarantees held, 1 a violation, 2 wrong usage. */
public final class ChaosMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private ChaosMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    ChaosOptions options;
    try {
      options = ChaosOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(ChaosOptions.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(ChaosOptions options) throws Exception {
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    WorkRoom room = WorkRoom.open(options.directory(), "trm-chaos");
    ChaosReport report = new ChaosRun(options, repository, room.directory()).run();
    System.out.print(options.json() ? report.json() + "\n" : report.text());
    room.leave(report.kept());
    return report.kept();
  }
}
