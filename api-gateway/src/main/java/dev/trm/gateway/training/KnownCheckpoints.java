package dev.trm.gateway.training;

import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.Shown;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checkpoints that a training can go on from. */
@Singleton
public final class KnownCheckpoints {
  private final RunStore runs;

  @Inject
  KnownCheckpoints(RunStore runs) {
    this.runs = runs;
  }

  /**
   * Checks what a training goes on from, if from anything.
   *
   * @throws InvalidFieldException as {@link #traced}
   */
  public void check(TrainSpec spec, String pointer) {
    traced(spec, pointer);
  }

  /**
   * Finds what a training goes on from, if from anything.
   *
   * @param pointer of the training in the request; empty if it is the request
   * @return the training, its parent told
   * @throws InvalidFieldException if there is no such checkpoint, or not all of it
   */
  public TrainSpec traced(TrainSpec spec, String pointer) {
    String checkpoint = spec.resumeFrom();
    if (checkpoint == null) {
      return spec;
    }
    return runs.findCheckpoint(checkpoint)
        .filter(CheckpointRow::full)
        .map(row -> spec.from(checkpoint, parent(row)))
        .orElseThrow(
            () ->
                new InvalidFieldException(
                    pointer + "/resumeFrom",
                    "resumeFrom is '"
                        + checkpoint
                        + "'; there is no such checkpoint to go on from"));
  }

  /**
   * A checkpoint of a run to go on from.
   *
   * @param id null for the newest; of a run that has none yet, that which it went on from itself
   * @throws InvalidFieldException if the run has no such checkpoint
   * @throws ProblemException 409 if it has none at all
   */
  CheckpointRow of(Run run, @Nullable String id) {
    if (id != null) {
      return runs.findCheckpoint(id)
          .filter(row -> row.full() && run.id().equals(row.runId()))
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
        .or(() -> Optional.ofNullable(before).flatMap(runs::findCheckpoint))
        .orElseThrow(
            () ->
                ProblemException.conflict(
                    "Run "
                        + run.id()
                        + " has no checkpoint to go on from; POST /v1/jobs/"
                        + run.id()
                        + "/retry runs it anew."));
  }

  /** Where a checkpoint is from. */
  static TrainSpec.Parent parent(CheckpointRow row) {
    return new TrainSpec.Parent(row.runId() == null ? null : row.runId().toString(), row.step());
  }
}
