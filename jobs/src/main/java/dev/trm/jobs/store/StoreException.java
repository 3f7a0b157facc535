package dev.trm.jobs.store;

/** The database could not do what was asked; the state it keeps is unchanged. */
public final class StoreException extends RuntimeException {
  StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
