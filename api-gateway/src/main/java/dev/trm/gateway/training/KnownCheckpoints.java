package dev.trm.gateway.training;

import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.RunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

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
   * @param pointer of the training in the request; empty if it is the request
   * @throws InvalidFieldException if there is no such checkpoint, or not all of it
   */
  public void check(TrainSpec spec, String pointer) {
    String checkpoint = spec.resumeFrom();
    if (checkpoint != null
        && runs.findCheckpoint(checkpoint).filter(CheckpointRow::full).isEmpty()) {
      throw new InvalidFieldException(
          pointer + "/resumeFrom",
          "resumeFrom is '" + checkpoint + "'; there is no such checkpoint to go on from");
    }
  }
}
