package dev.trm.benchmarks.resume;

import dev.trm.benchmarks.fleet.WorkRoom;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench resume}. Exit codes: 0 all were identical, 1 not, 2 wrong usage. */
public final class ResumeMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private ResumeMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    ResumeOptions options;
    try {
      options = ResumeOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(ResumeOptions.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(ResumeOptions options) throws Exception {
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    WorkRoom room = WorkRoom.open(options.directory(), "trm-resume");
    ResumeReport report = new ResumeRun(options, repository, room.directory()).run();
    System.out.print(options.json() ? report.json() + "\n" : report.text());
    room.leave(report.kept());
    return report.kept();
  }
}
