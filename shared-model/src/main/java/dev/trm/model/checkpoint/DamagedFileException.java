package dev.trm.model.checkpoint;

import java.io.IOException;

/** A file whose content breaks its format; the message says where, not in which file. */
final class DamagedFileException extends IOException {

  private static final long serialVersionUID = 1;

  DamagedFileException(String message) {
    super(message);
  }

  DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
