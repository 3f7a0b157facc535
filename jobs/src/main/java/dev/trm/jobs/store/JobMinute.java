package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import java.time.Instant;

/**
 * The jobs of a kind that began in a minute, as they stand now.
 *
 * @param at when the minute began
 * @param started all of them
 * @param failed those that failed or are in quarantine
 */
public record JobMinute(Instant at, JobKind kind, long started, long succeeded, long failed) {}
