package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.schedule.SchedulePlan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A training job that comes again.
 *
 * @param actor who made it last what it is; its jobs are submitted in that name
 * @param nextFire null while it is paused, and where its time never comes
 * @param lastFire the time it came due last, by its clock
 * @param lastJob the last job it made; skipped times make none
 */
public record Schedule(
    String name,
    SchedulePlan plan,
    String actor,
    Instant createdAt,
    @Nullable Instant nextFire,
    @Nullable Instant lastFire,
    @Nullable JobId lastJob) {}
