package dev.trm.benchmarks.slots;

import dev.trm.benchmarks.measure.JsonReport;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench slots}. Exit codes: 0 measured, 2 wrong usage. */
public final class SlotsMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private SlotsMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    SlotsOptions options;
    try {
      options = SlotsOptions.parse(repository, arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(SlotsOptions.USAGE);
      System.exit(2);
      return;
    }
    SlotsReport report = new SlotsRun(options, System.err).run();
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
  }
}
