package dev.trm.jobs;

/**
 * A failure with words for people.
 *
 * @param message what happened, naming field and value where there is one
 */
public record Failure(FailureCode code, String message) {
  public boolean retryable() {
    return code.retryable();
  }
}
