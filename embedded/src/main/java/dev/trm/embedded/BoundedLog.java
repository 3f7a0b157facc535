package dev.trm.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The log file of a child process, rotated at the next start if it is long. */
final class BoundedLog {
  private static final long LONG = 5L << 20;

  private BoundedLog() {}

  /** The file to append to; a long previous log is moved to {@code FILE.1}. */
  static Path file(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) > LONG) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }
}
