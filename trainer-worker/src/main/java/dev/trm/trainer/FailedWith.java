package dev.trm.trainer;

import ai.djl.engine.EngineException;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.store.StoreException;
import java.io.IOException;

/** Maps an exception that ends a job to the failure that its submitter sees. */
final class FailedWith {
  private FailedWith() {}

  static FailureCode code(Exception e) {
    if (e instanceof TrainingDivergedException) {
      return FailureCode.TRAINING_DIVERGED;
    }
    if (e instanceof UnreadableCheckpointException) {
      return FailureCode.CHECKPOINT_UNREADABLE;
    }
    if (e instanceof UnavailableDataException) {
      return FailureCode.DATASET_UNAVAILABLE;
    }
    if (e instanceof IllegalArgumentException) {
      return FailureCode.INVALID_SPEC;
    }
    if (e instanceof IOException || e instanceof StoreException) {
      return FailureCode.STORAGE_UNAVAILABLE;
    }
    return e instanceof EngineException ? FailureCode.DEVICE_FAILED : FailureCode.INTERNAL;
  }
}
