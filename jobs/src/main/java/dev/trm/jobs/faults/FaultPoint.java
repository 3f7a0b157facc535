package dev.trm.jobs.faults;

/** A moment at which a crash is worth a look: something is done, and what belongs to it is not. */
public enum FaultPoint {
  /** A worker has records, and has not claimed their jobs. */
  BEFORE_CLAIM,
  /** Jobs are claimed, and the worker does not know it yet. */
  AFTER_CLAIM,
  /** The worker has its jobs, and their records are not acknowledged. */
  BEFORE_ACKNOWLEDGEMENT,
  /** A solver's cycle or a training step is computed, and nothing is told of it. */
  MID_CYCLE,
  /** Outcomes are there, and not recorded. */
  BEFORE_OUTCOME,
  /** Outcomes are recorded, and the worker does not know it yet. */
  OUTCOME_COMMITTED,
  /** A checkpoint is written, and the store has not taken it yet. */
  CHECKPOINT_DRAFTED,
  /** A checkpoint's file is in the store, and its row is not. */
  CHECKPOINT_FILE_WRITTEN,
  /** A checkpoint has its row, and those it replaces are still there. */
  CHECKPOINT_NOTED,
  /** Jobs are marked as announced, and nothing is sent. */
  ANNOUNCEMENT_MARKED,
  /** Announcements are sent, and whether they arrived is not known. */
  ANNOUNCEMENT_SENT,
  /** An idempotency key has its id, and nothing exists under it. */
  KEY_RESERVED,
  /** Jobs are stored, and whoever submitted them has no answer. */
  SUBMITTED;

  /**
   * Says that the calling thread is here. Holds it if this point is armed, until the process is
   * killed or the point is let go; else it does nothing, and costs nothing where no faults
   * directory is set.
   */
  public void reached() {
    InjectedFaults faults = InjectedFaults.CONFIGURED;
    if (faults != null) {
      faults.reached(this);
    }
  }
}
