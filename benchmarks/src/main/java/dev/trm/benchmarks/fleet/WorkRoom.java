package dev.trm.benchmarks.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one measurement: temporary, or named by the user and kept.
 *
 * @param named whether the user named it
 */
public record WorkRoom(Path directory, boolean named) {
  /**
   * Opens a directory.
   *
   * @param named must be empty or missing; null for a temporary one
   * @param purpose part of the temporary one's name
   */
  public static WorkRoom open(@Nullable Path named, String purpose) throws IOException {
    if (named == null) {
      return new WorkRoom(Files.createTempDirectory(purpose), false);
    }
    Files.createDirectories(named);
    try (Stream<Path> files = Files.list(named)) {
      if (files.findAny().isPresent()) {
        throw new IOException("--directory: " + named + " is not empty");
      }
    }
    return new WorkRoom(named, true);
  }

  /** Removes a temporary directory after success; otherwise prints its path. */
  public void leave(boolean well) throws IOException {
    if (named || !well) {
      System.err.println("trm: logs and data are in " + directory);
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(WorkRoom::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file, e);
    }
  }
}
