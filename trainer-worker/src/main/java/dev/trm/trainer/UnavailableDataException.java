package dev.trm.trainer;

/** An uploaded data set is not there, or is not what it was. */
final class UnavailableDataException extends Exception {
  private static final long serialVersionUID = 1L;

  UnavailableDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
