package dev.trm.jobs;

import dev.trm.jobs.recipe.RunOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job to be submitted.
 *
 * @param spec a {@link SolveSpec}, {@link TrainSpec} or {@link AdaptSpec}, or one of these as JSON
 * @param submittedBy the key that submitted it; the relay is fair among keys
 * @param runAt not handed out before; null for at once
 * @param deadline not ended then, it fails
 * @param retryOf the finished job this one runs again
 */
public record NewJob(
    JobKind kind,
    Object spec,
    Priority priority,
    String submittedBy,
    @Nullable Instant runAt,
    @Nullable Instant deadline,
    @Nullable JobId retryOf) {

  public NewJob {
    if (submittedBy.isBlank()) {
      throw new IllegalArgumentException("submittedBy: '" + submittedBy + "' is blank");
    }
    if (runAt != null && deadline != null && !deadline.isAfter(runAt)) {
      throw new IllegalArgumentException("deadline: " + deadline + " is not after runAt, " + runAt);
    }
  }

  /** A job to be run as soon as possible. */
  public NewJob(
      JobKind kind,
      Object spec,
      Priority priority,
      String submittedBy,
      @Nullable Instant deadline,
      @Nullable JobId retryOf) {
    this(kind, spec, priority, submittedBy, null, deadline, retryOf);
  }

  /** A solve of normal priority without a deadline. */
  public static NewJob solve(SolveSpec spec, String submittedBy) {
    return new NewJob(JobKind.SOLVE, spec, Priority.NORMAL, submittedBy, null, null);
  }

  /** An adaptation of normal priority without a deadline. */
  public static NewJob adapt(AdaptSpec spec, String submittedBy) {
    return new NewJob(JobKind.ADAPT, spec, Priority.NORMAL, submittedBy, null, null);
  }

  /** The same of a training that a CI event or a recipe started. */
  public static NewJob train(TrainSpec spec, RunOrigin origin, String submittedBy) {
    return new NewJob(JobKind.TRAIN, origin.in(spec), Priority.NORMAL, submittedBy, null, null);
  }

  /** A training of normal priority without a deadline. */
  public static NewJob train(TrainSpec spec, String submittedBy) {
    return new NewJob(JobKind.TRAIN, spec, Priority.NORMAL, submittedBy, null, null);
  }
}
