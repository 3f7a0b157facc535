package dev.trm.jobs.schedule;

import dev.trm.jobs.TrainSpec;

/**
 * What a schedule is to do.
 *
 * @param paused it never comes due
 */
public record SchedulePlan(CronTime time, Overlap overlap, TrainSpec job, boolean paused) {}
