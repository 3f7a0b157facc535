package dev.trm.jobs;

/**
 * That a solve runs an earlier one again, to compare every cycle.
 *
 * @param of the job that is run again
 * @param checkpoint id of the weights it ran with, whatever its model's names stand for by now
 */
public record SolveReplay(JobId of, String checkpoint) {}
