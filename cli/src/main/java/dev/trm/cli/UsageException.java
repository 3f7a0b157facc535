package dev.trm.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
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
    return new UsageException(reason(file, cause), cause);
  }

  private static String reason(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "there is no file '" + file + "'";
    }
    if (Files.isDirectory(file)) {
      return "'" + file + "' is a directory; name a file in it";
    }
    if (cause instanceof AccessDeniedException) {
      return "'" + file + "' cannot be read: permission denied";
    }
    if (cause instanceof CharacterCodingException) {
      return "'" + file + "' is not UTF-8 text; save it as UTF-8";
    }
    return "'" + file + "' cannot be read: " + cause.getMessage();
  }
}
