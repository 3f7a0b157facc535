package dev.trm.jobs;

import java.util.Optional;

/** The checkpoints that a training can go on from. */
public interface KnownCheckpoints {
  /** For where none may be named. */
  KnownCheckpoints NONE = checkpoint -> Optional.empty();

  /**
   * Where a checkpoint is from.
   *
   * @return empty if there is no such checkpoint, or not all of it
   */
  Optional<TrainSpec.Parent> parent(String checkpoint);
}
