package dev.trm.trainer;

import java.io.IOException;

/** A checkpoint to resume is missing, damaged, or of another network, batch or data. */
final class UnreadableCheckpointException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableCheckpointException(String message, IOException cause) {
    super(message, cause);
  }
}
