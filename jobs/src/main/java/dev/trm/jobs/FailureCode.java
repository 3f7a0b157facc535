package dev.trm.jobs;

/** Why a job failed, as a user sees it, and whether trying the same job again can help. */
public enum FailureCode {
  /** Still queued when its deadline passed. */
  DEADLINE(false),
  /** The named model or version is not in the registry. */
  MODEL_NOT_FOUND(false),
  /** The model's checkpoint is missing or damaged in the store. */
  CHECKPOINT_UNREADABLE(false),
  /** The model's vocabulary or sequence length is not the puzzle's. */
  MODEL_MISMATCH(false),
  /** The specification cannot be carried out; the message names field and value. */
  INVALID_SPEC(false),
  /** The data set could not be read or made. */
  DATASET_UNAVAILABLE(false),
  /** The loss became infinite or not a number. */
  TRAINING_DIVERGED(false),
  /** The device ran out of memory. */
  OUT_OF_MEMORY(true),
  /** The device failed. */
  DEVICE_FAILED(true),
  /** A store or broker was out of reach. */
  STORAGE_UNAVAILABLE(true),
  /** The outcome holds what the database refuses; the message says what. */
  UNRECORDABLE(false),
  /** A fault of this program; the worker's log tells more. */
  INTERNAL(true);

  private final boolean retryable;

  FailureCode(boolean retryable) {
    this.retryable = retryable;
  }

  public boolean retryable() {
    return retryable;
  }
}
