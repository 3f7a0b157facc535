package dev.trm.model.checkpoint;

import java.io.IOException;

/**
 * A file violates its format or has unexpected content. The message names the place within the
 * file, but not the file.
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
