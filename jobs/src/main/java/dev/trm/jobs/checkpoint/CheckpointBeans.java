package dev.trm.jobs.checkpoint;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the checkpoint store where the configuration says. */
@Dependent
class CheckpointBeans {
  @Produces
  @Singleton
  CheckpointStore checkpointStore(CheckpointConfig config) {
    return switch (config.store()) {
      case DIRECTORY -> new DirectoryCheckpointStore(config.directory());
      case S3 -> S3Bucket.open(config);
    };
  }

  void close(@Disposes CheckpointStore store) {
    if (store instanceof S3CheckpointStore bucket) {
      bucket.close();
    }
  }
}
