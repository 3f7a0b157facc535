package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue that hands out nothing.
 *
 * @param actor who paused it
 */
public record QueuePause(JobKind kind, Instant since, String actor, @Nullable String reason) {}
