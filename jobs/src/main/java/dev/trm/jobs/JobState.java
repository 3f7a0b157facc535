package dev.trm.jobs;

import java.util.EnumSet;
import java.util.Set;

/** Where a job stands. The table of allowed moves is {@link #next()}. */
public enum JobState {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  /** Ended its worker too often; waits for an operator. */
  QUARANTINED;

  /** The states a job may move to from here; none of a final state. */
  public Set<JobState> next() {
    switch (this) {
      case QUEUED:
        return EnumSet.of(RUNNING, CANCELLED, FAILED);
      case RUNNING:
        return EnumSet.of(SUCCEEDED, FAILED, CANCELLED, QUARANTINED, QUEUED);
      case QUARANTINED:
        return EnumSet.of(QUEUED, CANCELLED);
      default:
        return EnumSet.noneOf(JobState.class);
    }
  }

  /** Whether a job here stays here forever. */
  public boolean isFinal() {
    return next().isEmpty();
  }
}
