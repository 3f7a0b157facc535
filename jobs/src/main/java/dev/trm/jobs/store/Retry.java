package dev.trm.jobs.store;

import dev.trm.jobs.Job;

/** The answer to a wish to run a job again. */
public sealed interface Retry {
  /** A new job with {@code retryOf}. */
  record Submitted(Job job) implements Retry {}

  /** The job has not ended yet, so there is nothing to run again. */
  record NotFinal(Job job) implements Retry {}

  /** There is no such job. */
  record Unknown() implements Retry {}
}
