package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker process that was heard of lately.
 *
 * @param capacity jobs it can hold at once
 * @param free how many more it could take when last heard of
 * @param draining it takes nothing new: an operator wants it so, or it stops
 * @param drainedBy that operator
 * @param joined the priorities whose jobs can reach it; of none while it is without Kafka or its
 *     share groups are full
 */
public record WorkerRow(
    String id,
    JobKind kind,
    int capacity,
    int free,
    boolean draining,
    @Nullable String drainedBy,
    List<Priority> joined,
    Instant startedAt,
    Instant heardAt) {}
