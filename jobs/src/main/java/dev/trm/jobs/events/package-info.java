/**
 * What happens to jobs, told as it happens on the topic {@code trm.job-events}: state changes after
 * the submission, cycles and metrics. Lossy by design (the database has the history); a reader
 * starts at {@link dev.trm.jobs.events.JobEvent}.
 */
@NullMarked
package dev.trm.jobs.events;

import org.jspecify.annotations.NullMarked;
