package dev.trm.jobs.store;

import dev.trm.jobs.Job;

/**
 * The answer to a cancel.
 *
 * @param job as it is now
 * @param changed false if it was final already, and so stayed as it was
 */
public record Cancellation(Job job, boolean changed) {}
