package dev.trm.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The directory to which PostgreSQL's programs are unpacked: {@code trm/postgres} in the user's
 * cache directory.
 *
 * <p>The library's default is a world-writable directory in {@code /tmp}, in which any local user
 * could replace a program.
 */
final class PostgresPrograms {
  private static final String PROPERTY = "ot.epg.working-dir";

  private PostgresPrograms() {}

  /** Creates the directory if it is missing, and makes the library use it. */
  static Path directory() throws IOException {
    // The library makes the inner directory world-writable, but only the owner can reach it.
    Path programs = OwnerOnly.trustedDirectory(cache().resolve("trm")).resolve("postgres");
    System.setProperty(PROPERTY, programs.toString());
    return programs;
  }

  /**
   * A program of the version that was unpacked last.
   *
   * @throws IOException if none is unpacked
   */
  static Path program(Path programs, String name) throws IOException {
    try (Stream<Path> versions = Files.list(programs)) {
      return versions
          .filter(version -> Files.exists(version.resolve(".exists")))
          .max(Comparator.comparing(version -> version.resolve(".exists").toFile().lastModified()))
          .map(version -> version.resolve("bin").resolve(name))
          .orElseThrow(() -> new IOException("no PostgreSQL is unpacked in " + programs));
    }
  }

  private static Path cache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    return configured == null || !Path.of(configured).isAbsolute()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(configured);
  }
}
