package dev.trm.model.checkpoint;

import java.io.IOException;

/**
 * A file whose content breaks its format, or is not what we read; the message says where, not in
 * which file.
 */
public final class DamagedFileException extends IOException {

  private static final long serialVersionUID = 1;

  public DamagedFileException(String message) {
    super(message);
  }

  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
