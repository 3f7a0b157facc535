package dev.trm.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A log file that a child process appends to; a long one is set aside at the next start. */
final class BoundedLog {
  private static final long LONG = 5L << 20;

  private BoundedLog() {}

  /** The file to append to; what it held is in {@code FILE.1} if it was long. */
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
