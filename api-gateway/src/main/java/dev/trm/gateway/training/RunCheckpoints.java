package dev.trm.gateway.training;

import dev.trm.gateway.access.Caller;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.Shown;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunContinuations;
import dev.trm.jobs.store.RunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a run that another can go on from. */
@Singleton
final class RunCheckpoints {
  private final RunStore runs;
  private final RunContinuations continuations;

  @Inject
  RunCheckpoints(RunStore runs, RunContinuations continuations) {
    this.runs = runs;
    this.continuations = continuations;
  }

  /**
   * A checkpoint of a run to go on from.
   *
   * @param id of one that the run wrote, or a run that it was resumed from; null for its newest, or
   *     if it has none yet that which it went on from itself
   * @param caller who must see it: a recipe's run, say, may have begun from an operator's
   * @throws InvalidFieldException if the run has no such checkpoint
   * @throws ProblemException 409 if it has none at all
   */
  CheckpointRow of(Run run, @Nullable String id, Caller caller) {
    if (id != null) {
      return runs.findCheckpoint(id, caller.only())
          .filter(row -> row.full() && wrote(run.id(), row.runId()))
          .orElseThrow(
              () ->
                  new InvalidFieldException(
                      "/checkpoint",
                      "checkpoint is '"
                          + Shown.of(id)
                          + "'; run "
                          + run.id()
                          + " has no such checkpoint to go on from"));
    }
    CheckpointRow newest = runs.newestFull(run.id());
    String before = run.job().trainSpec().resumeFrom();
    return Optional.ofNullable(newest)
        .or(
            () ->
                Optional.ofNullable(before)
                    .flatMap(known -> runs.findCheckpoint(known, caller.only())))
        .orElseThrow(
            () ->
                ProblemException.conflict(
                    "Run "
                        + run.id()
                        + " has no checkpoint to go on from; POST /v1/jobs/"
                        + run.id()
                        + "/retry runs it anew."));
  }

  private boolean wrote(JobId run, @Nullable JobId writer) {
    return run.equals(writer) || (writer != null && continuations.before(run).contains(writer));
  }
}
