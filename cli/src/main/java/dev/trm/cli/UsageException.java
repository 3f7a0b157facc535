package dev.trm.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An argument that can't be used; the message names it and its value. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** For a file that an argument names. */
  static UsageException unreadable(Path file, IOException cause) {
    return new UsageException(
        cause instanceof NoSuchFileException
            ? "there is no file '" + file + "'"
            : cause instanceof AccessDeniedException
                ? "'" + file + "' may not be read"
                : "'" + file + "' can't be read: " + cause.getMessage(),
        cause);
  }
}
