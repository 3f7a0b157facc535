package dev.trm.benchmarks.search;

import dev.trm.benchmarks.measure.JsonReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** {@code trm bench search}. Exit codes: 0 measured, 2 wrong usage. */
public final class SearchMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private SearchMain() {}

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager(); // before any thread logs
    Path repository = Path.of(System.getProperty(REPOSITORY, "")).toAbsolutePath();
    SearchReport report;
    SearchOptions options;
    try {
      options = SearchOptions.parse(repository, arguments);
      report = new SearchRun(options, System.err).run();
    } catch (IllegalArgumentException e) {
      System.err.println("trm: " + e.getMessage());
      System.err.println(SearchOptions.USAGE);
      System.exit(2);
      return;
    }
    System.out.print(report.text());
    if (options.json() != null) {
      JsonReport.write(options.json(), report);
    }
    if (options.plot() != null) {
      Files.writeString(options.plot(), new SearchPlot(report).svg());
    }
  }
}
