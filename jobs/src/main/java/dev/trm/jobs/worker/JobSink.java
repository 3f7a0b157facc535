package dev.trm.jobs.worker;

import dev.trm.jobs.store.Claim;

/** The part of a worker that does the work. Called by the intake's threads; must return soon. */
public interface JobSink {
  /** The job is this worker's now. */
  void accepted(Claim claim);

  /**
   * The job was cancelled, or its lease lapsed: stop, write nothing. It may be claimed anew later.
   */
  void lost(Claim claim);

  /**
   * How many more jobs it would take now. A poll may bring a few more than that when the capacity
   * is over one; they wait in the worker.
   */
  int free();
}
