package dev.trm.trainer;

/** An uploaded data set is missing or has changed. */
final class UnavailableDataException extends Exception {
  private static final long serialVersionUID = 1L;

  UnavailableDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
