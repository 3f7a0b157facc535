package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.fleet.WorkRoom;
import dev.trm.benchmarks.measure.JsonReport;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench pipeline}. Exit codes: 0 no job was lost, 1 not, 2 wrong usage. */
public final class PipelineMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private PipelineMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    PipelineOptions options;
    try {
      options = PipelineOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(PipelineOptions.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(PipelineOptions options) throws Exception {
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    WorkRoom room = WorkRoom.open(options.directory(), "trm-pipeline");
    PipelineReport report = new PipelineRun(options, repository, room.directory()).run();
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
    room.leave(report.whole());
    return report.whole();
  }
}
