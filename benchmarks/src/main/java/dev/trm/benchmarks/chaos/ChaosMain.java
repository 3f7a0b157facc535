package dev.trm.benchmarks.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** {@code trm bench chaos}. Exit codes: 0 every promise was kept, 1 not, 2 wrong usage. */
public final class ChaosMain {
  /** System property: the repository's root. */
  private static final String REPOSITORY = "trm.repository";

  private ChaosMain() {}

  public static void main(String[] arguments) throws Exception {
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
    Path named = options.directory();
    Path directory = named == null ? Files.createTempDirectory("trm-chaos") : empty(named);
    ChaosReport report = new ChaosRun(options, repository, directory).run();
    System.out.print(options.json() ? report.json() + "\n" : report.text());
    if (named == null && report.kept()) {
      delete(directory);
    } else {
      System.err.println("trm: history, logs and data are in " + directory);
    }
    return report.kept();
  }

  private static Path empty(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw new IOException("--directory: " + directory + " is not empty");
      }
    }
    return directory;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException("cannot remove " + file, e);
                }
              });
    }
  }
}
