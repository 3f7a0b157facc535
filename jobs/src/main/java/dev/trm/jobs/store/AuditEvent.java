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
 * @param scheme of the hash, see {@link dev.trm.audit.ChainLink}
 * @param content sha256 (hex) of the submission, with the first; of the outcome, once there is one
 * @param trace sha256 (hex) of the cycles kept
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
    int scheme,
    @Nullable String content,
    @Nullable String trace,
    String hash) {}
