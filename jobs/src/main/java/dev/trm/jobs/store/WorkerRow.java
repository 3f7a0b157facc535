package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker process that was heard of lately.
 *
 * @param capacity jobs it can hold at once
 * @param free how many more it could take when last heard of
 * @param draining it takes nothing new: an operator wants it so, or it stops
 * @param drainedBy that operator
 */
public record WorkerRow(
    String id,
    JobKind kind,
    int capacity,
    int free,
    boolean draining,
    @Nullable String drainedBy,
    Instant startedAt,
    Instant heardAt) {}
