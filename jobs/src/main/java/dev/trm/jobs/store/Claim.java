package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;

/**
 * A worker's right to work on a job and to write its outcome, as long as the job's epoch is this.
 */
public record Claim(Job job, int epoch) {
  public JobId id() {
    return job.id();
  }
}
