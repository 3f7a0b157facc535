package dev.trm.jobs.checkpoint;

import dev.trm.jobs.store.RunStore;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the checkpoint store where the configuration says. */
@Dependent
class CheckpointBeans {
  @Produces
  @Singleton
  CheckpointStore checkpointStore(CheckpointConfig config, RunStore runs) {
    CheckpointStore store =
        switch (config.store()) {
          case DIRECTORY -> new DirectoryCheckpointStore(config.directory());
          case S3 -> S3Bucket.open(config);
        };
    return new OwnedCheckpointStore(store, new StoreOwnership(store, runs, config.mostUnknown()));
  }

  void close(@Disposes CheckpointStore store) throws Exception {
    if (store instanceof OwnedCheckpointStore owned) {
      owned.close();
    }
  }
}
