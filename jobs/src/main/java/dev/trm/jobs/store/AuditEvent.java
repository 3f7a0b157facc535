package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a job's state.
 *
 * @param seq counted from 1 within the job
 * @param from null for the submission
 * @param actor who did it: a key, a worker, "rescuer"
 * @param hash sha256 (hex) over this event and the one before: no event can be altered unnoticed
 */
public record AuditEvent(
    JobId jobId,
    int seq,
    Instant at,
    @Nullable JobState from,
    JobState to,
    int epoch,
    String actor,
    @Nullable String worker,
    @Nullable String reason,
    String hash) {}
