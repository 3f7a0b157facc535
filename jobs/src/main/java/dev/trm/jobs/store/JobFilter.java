package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list; null means any.
 *
 * @param model exactly what the job's spec names
 * @param since queued at or after
 */
public record JobFilter(
    @Nullable JobKind kind,
    @Nullable JobState state,
    @Nullable String model,
    @Nullable UUID batch,
    @Nullable Instant since) {
  public static final JobFilter ALL = new JobFilter(null, null, null, null, null);

  public static JobFilter ofBatch(UUID batch) {
    return new JobFilter(null, null, null, batch, null);
  }
}
