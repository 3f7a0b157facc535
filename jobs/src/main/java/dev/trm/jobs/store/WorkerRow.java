package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import java.time.Instant;

/**
 * A worker process that was heard of lately.
 *
 * @param capacity jobs it can hold at once
 * @param free how many more it could take when last heard of
 */
public record WorkerRow(
    String id, JobKind kind, int capacity, int free, Instant startedAt, Instant heardAt) {}
