package dev.trm.benchmarks.model;

import dev.trm.benchmarks.fleet.WorkRoom;
import dev.trm.benchmarks.measure.JsonReport;
import java.util.logging.LogManager;

/** {@code trm bench model}. Exit codes: 0 measured, 1 failed, 2 wrong usage. */
public final class ModelMain {
  private ModelMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    ModelOptions options;
    try {
      options = ModelOptions.parse(Runtime.getRuntime().availableProcessors(), arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(ModelOptions.USAGE);
      System.exit(2);
      return;
    }
    WorkRoom room = WorkRoom.open(null, "trm-model");
    ModelReport report = new ModelRun(options, room.directory(), System.err).run();
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
    room.leave(true);
  }
}
