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
 * @param submittedBy the key that submitted it
 * @param id how its id begins
 */
public record JobFilter(
    @Nullable JobKind kind,
    @Nullable JobState state,
    @Nullable String model,
    @Nullable UUID batch,
    @Nullable Instant since,
    @Nullable String submittedBy,
    @Nullable IdPrefix id) {
  public static final JobFilter ALL = new JobFilter(null, null, null, null, null);

  /** Of any submitter, with any id. */
  public JobFilter(
      @Nullable JobKind kind,
      @Nullable JobState state,
      @Nullable String model,
      @Nullable UUID batch,
      @Nullable Instant since) {
    this(kind, state, model, batch, since, null, null);
  }

  public static JobFilter ofBatch(UUID batch) {
    return new JobFilter(null, null, null, batch, null);
  }

  /** The same, of one submitter; null for any. */
  public JobFilter of(@Nullable String submitter) {
    return new JobFilter(kind, state, model, batch, since, submitter, id);
  }

  /** The same, with ids that begin so; null for any. */
  public JobFilter like(@Nullable IdPrefix beginning) {
    return new JobFilter(kind, state, model, batch, since, submittedBy, beginning);
  }
}
