package dev.trm.gateway.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.Priority;
import dev.trm.jobs.SolveReplay;
import dev.trm.jobs.SolveSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as callers see it.
 *
 * @param puzzle of a solve
 * @param training the specification of a training, its gaps filled
 * @param adaptation of an unseen task: the specification, its gaps filled
 * @param attempts tries so far, those left out that ended with their worker
 * @param crashAttempts tries that ended because the worker vanished
 * @param runAt when a job that was never tried may run, if it had to wait for it
 * @param nextAttemptAt when a job that has failed is tried again
 * @param leaseUntil of a job that runs: when its worker must have renewed its lease, or the job is
 *     another's
 * @param reason of the last change of state, where there is one
 * @param crashStack what the last worker that vanished with it left to read
 * @param progress how far a running job is, as its worker tells
 * @param result what came out, once it has succeeded
 * @param links what can be looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
    String id,
    JobKind kind,
    JobState state,
    Priority priority,
    String model,
    @Nullable PuzzleView puzzle,
    @Nullable JsonNode training,
    @Nullable JsonNode adaptation,
    int attempts,
    int crashAttempts,
    @Nullable Instant runAt,
    @Nullable Instant nextAttemptAt,
    String submittedBy,
    Instant queuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant deadline,
    @Nullable String worker,
    @Nullable Instant leaseUntil,
    @Nullable JsonNode progress,
    @Nullable JsonNode result,
    @Nullable FailureView failure,
    @Nullable String reason,
    @Nullable String crashStack,
    @Nullable String retryOf,
    @Nullable String replayOf,
    @Nullable String batch,
    Map<String, String> links) {

  /** A puzzle in its canonical form. */
  public record PuzzleView(String kind, JsonNode grid) {}

  /**
   * Why a job failed.
   *
   * @param retryable whether running it again may help
   */
  public record FailureView(FailureCode code, String message, boolean retryable) {}

  /** The job as it is now. */
  public static JobView of(Job job) {
    return new JobView(
        job.id().toString(),
        job.kind(),
        job.state(),
        job.priority(),
        job.model(),
        job.kind() == JobKind.SOLVE ? puzzle(job.solveSpec()) : null,
        job.kind() == JobKind.TRAIN ? job.spec() : null,
        job.kind() == JobKind.ADAPT ? job.spec() : null,
        job.attempts(),
        job.crashAttempts(),
        waits(job) && job.attempts() == 0 ? job.runAt() : null,
        waits(job) && job.attempts() > 0 ? job.runAt() : null,
        job.submittedBy(),
        job.queuedAt(),
        job.startedAt(),
        job.finishedAt(),
        job.deadline(),
        job.worker(),
        job.leaseUntil(),
        job.progress(),
        job.result(),
        failure(job.failure()),
        job.reason(),
        job.crashStack(),
        job.retryOf() == null ? null : job.retryOf().toString(),
        replayOf(job),
        job.batch() == null ? null : job.batch().toString(),
        links(job));
  }

  /** Where a job is looked at. */
  public static String path(Job job) {
    return "/v1/jobs/" + job.id();
  }

  private static @Nullable String replayOf(Job job) {
    SolveReplay replay = job.kind() == JobKind.SOLVE ? job.solveSpec().replay() : null;
    return replay == null ? null : replay.of().toString();
  }

  private static boolean waits(Job job) {
    return job.state() == JobState.QUEUED && job.runAt().isAfter(job.queuedAt().plusMillis(1));
  }

  private static PuzzleView puzzle(SolveSpec spec) {
    return new PuzzleView(spec.puzzleKind(), spec.grid());
  }

  private static @Nullable FailureView failure(@Nullable Failure failure) {
    return failure == null
        ? null
        : new FailureView(failure.code(), failure.message(), failure.retryable());
  }

  private static Map<String, String> links(Job job) {
    String self = path(job);
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", self);
    links.put("events", self + "/events");
    links.put("history", self + "/history");
    switch (job.kind()) {
      case SOLVE -> links.put("trace", self + "/trace");
      case TRAIN -> links.put("run", "/v1/runs/" + job.id());
      case ADAPT -> links.put("votes", self + "/votes");
    }
    if (job.batch() != null) {
      links.put("batch", "/v1/batches/" + job.batch());
    }
    if (job.retryOf() != null) {
      links.put("retryOf", "/v1/jobs/" + job.retryOf());
    }
    if (job.kind() == JobKind.SOLVE && job.state() == JobState.SUCCEEDED) {
      links.put("replay", self + "/replay");
    }
    links.put(
        job.state().isFinal() ? "retry" : "cancel",
        self + (job.state().isFinal() ? "/retry" : "/cancel"));
    return links;
  }
}
