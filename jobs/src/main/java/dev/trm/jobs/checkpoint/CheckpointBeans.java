package dev.trm.jobs.checkpoint;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the checkpoint store where the configuration says. */
@Dependent
class CheckpointBeans {
  @Produces
  @Singleton
  CheckpointStore checkpointStore(CheckpointConfig config) {
    return new DirectoryCheckpointStore(config.directory());
  }
}
