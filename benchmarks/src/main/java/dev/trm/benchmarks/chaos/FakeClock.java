package dev.trm.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Runs processes with a wrong wall clock, by libfaketime (Debian: {@code libfaketime}). */
final class FakeClock {
  private static final Logger LOG = Logger.getLogger(FakeClock.class);

  /** The environment variable with the library's path, if it differs from Debian's. */
  private static final String PLACE = "TRM_LIBFAKETIME";

  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "faketime/libfaketime.so.1";

  private FakeClock() {}

  /**
   * The environment of a process whose clocks have this offset. The monotonic clock is shifted by a
   * constant too, which changes no wait; if it were left unshifted, timed waits of a JVM would
   * spin. Empty if the library is not installed.
   */
  static Optional<Map<String, String>> environment(Duration offset) throws IOException {
    Optional<Path> library = library();
    if (library.isEmpty()) {
      LOG.warnf(
          "no clock can jump: %s/*/%s is missing; install libfaketime or set %s",
          LIBRARIES, LIBRARY, PLACE);
    }
    return library.map(
        found ->
            Map.of(
                "LD_PRELOAD",
                found.toString(),
                "FAKETIME",
                (offset.isNegative() ? "" : "+") + offset.toSeconds()));
  }

  private static Optional<Path> library() throws IOException {
    String place = System.getenv(PLACE);
    if (place != null) {
      return Optional.of(Path.of(place)).filter(Files::isRegularFile);
    }
    if (!Files.isDirectory(LIBRARIES)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> architectures = Files.newDirectoryStream(LIBRARIES)) {
      for (Path architecture : architectures) {
        Path library = architecture.resolve(LIBRARY);
        if (Files.isRegularFile(library)) {
          return Optional.of(library);
        }
      }
    }
    return Optional.empty();
  }
}
