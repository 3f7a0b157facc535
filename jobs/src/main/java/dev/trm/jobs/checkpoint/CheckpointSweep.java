package dev.trm.jobs.checkpoint;

import dev.trm.jobs.store.RunStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a crash left between a checkpoint's file and its row: files that no row names, once
 * they are so old that no row can be on its way any more. Such a file is marked first and removed
 * after a time of grace, so that a mistake shows before anything is lost. Nothing is removed from a
 * store that is another database's, or while much of it is unknown.
 */
final class CheckpointSweep {
  private static final Logger LOG = Logger.getLogger(CheckpointSweep.class);

  /** So many files may be unknown whatever the share of all files: a small store has few. */
  private static final int FEW = 10;

  private final CheckpointStore store;
  private final RunStore runs;
  private final StoreOwnership ownership;
  private final Settings settings;

  /**
   * How it sweeps.
   *
   * @param age longer than it takes to write a file and then its row
   * @param grace between marking a file and removing it
   * @param mostUnknown the share of unknown files beyond which nothing is removed
   */
  record Settings(Duration age, Duration grace, double mostUnknown) {}

  CheckpointSweep(CheckpointStore store, RunStore runs, Settings settings) {
    this.store = store;
    this.runs = runs;
    this.ownership = new StoreOwnership(store, runs, settings.mostUnknown());
    this.settings = settings;
  }

  /**
   * @throws IOException also if the store is another database's
   */
  void sweep() throws IOException {
    sweep(store.now());
  }

  /**
   * @param now by the store's clock
   */
  void sweep(Instant now) throws IOException {
    ownership.require();
    Instant before = now.minus(settings.age());
    store.removeUnfinished(before);
    Set<String> old = store.putBefore(before);
    Set<String> unknown = runs.unknownCheckpoints(old);
    Map<String, Instant> marked = store.marked();
    for (String id : marked.keySet()) {
      if (!unknown.contains(id)) {
        store.unmark(id);
        LOG.infof("checkpoint %s is no longer to be removed", id);
      }
    }
    if (unknown.size() > FEW && unknown.size() > settings.mostUnknown() * old.size()) {
      LOG.errorf(
          "%d of %d checkpoints in %s have no row; nothing is removed. If the database was restored"
              + " from a backup, keep these files; if they are remnants, raise"
              + " trm.checkpoints.most-unknown",
          unknown.size(), old.size(), store);
      return;
    }
    for (String id : unknown) {
      remove(id, marked.get(id), now);
    }
  }

  private void remove(String id, @Nullable Instant marked, Instant now) throws IOException {
    if (marked == null) {
      store.mark(id);
      LOG.infof("checkpoint %s has no row and is removed in %s", id, settings.grace());
    } else if (marked.isBefore(now.minus(settings.grace()))) {
      store.remove(id);
      LOG.infof("checkpoint %s has had no row since %s and is removed", id, marked);
    }
  }
}
