package dev.trm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that a command is to write: what can be known of it before there is something to write.
 */
final class TargetFile {
  private TargetFile() {}

  /**
   * Refuses to overwrite a file that nobody said might be lost.
   *
   * @throws UsageException naming the file
   */
  static void requireNew(Path file, boolean force) throws UsageException {
    if (Files.exists(file) && !force) {
      throw new UsageException("there is a file " + file + " already; --force overwrites it");
    }
  }

  /** The directory that the file would be in; empty if there is none. */
  static Optional<Path> directory(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent()).filter(Files::isDirectory);
  }
}
