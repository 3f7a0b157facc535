package dev.trm.jobs.checkpoint;

import dev.trm.jobs.store.RunStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Removes what a crash left between a checkpoint's file and its row: files that no row names, once
 * they are so old that no row can be on its way any more.
 */
final class CheckpointSweep {
  private static final Logger LOG = Logger.getLogger(CheckpointSweep.class);

  private final CheckpointStore store;
  private final RunStore runs;
  private final Duration age;
  private final Clock clock;

  /**
   * @param age longer than it takes to write a file and then its row
   */
  CheckpointSweep(CheckpointStore store, RunStore runs, Duration age, Clock clock) {
    this.store = store;
    this.runs = runs;
    this.age = age;
    this.clock = clock;
  }

  void sweep() throws IOException {
    Instant before = clock.instant().minus(age);
    store.removeUnfinished(before);
    Set<String> unknown = runs.unknownCheckpoints(store.putBefore(before));
    for (String id : unknown) {
      store.remove(id);
      LOG.infof("checkpoint %s had no row and is removed", id);
    }
  }
}
