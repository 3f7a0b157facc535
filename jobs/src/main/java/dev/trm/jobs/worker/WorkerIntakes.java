package dev.trm.jobs.worker;

import dev.trm.jobs.JobKind;

/** Opens the intake of a worker; inject it. */
public interface WorkerIntakes {
  /**
   * Registers the worker and starts taking jobs.
   *
   * @param capacity how many jobs it can hold at once, at least 1
   */
  WorkerIntake open(JobKind kind, int capacity, JobSink sink);
}
