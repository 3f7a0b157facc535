package dev.trm.jobs.checkpoint;

import dev.trm.jobs.store.RunStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Sees that a checkpoint store belongs to this database. Two instances with one store would each
 * take the other's files for remnants.
 */
final class StoreOwnership {
  private final CheckpointStore store;
  private final RunStore runs;
  private final double mostUnknown;
  private volatile boolean seen;

  /**
   * @param mostUnknown the share of files without a row with which a store that has no owner still
   *     passes for this database's
   */
  StoreOwnership(CheckpointStore store, RunStore runs, double mostUnknown) {
    this.store = store;
    this.runs = runs;
    this.mostUnknown = mostUnknown;
  }

  /**
   * Names this database as the owner of a store that has none.
   *
   * @throws IOException if the store is another database's, or has no owner and files that this
   *     database does not know
   */
  void require() throws IOException {
    String ours = runs.installation();
    Optional<String> owner = store.owner();
    if (owner.isEmpty()) {
      requireOurFiles();
      owner = Optional.of(store.own(ours));
    }
    if (!owner.get().equals(ours)) {
      throw new IOException(
          String.format(
              "the checkpoint store %s belongs to the database %s and this one is %s; nothing is"
                  + " written or removed. Give each instance a directory, or bucket and prefix, of"
                  + " its own. If this database takes the other one's place, put its id, %s, into"
                  + " owner.txt in the store.",
              store, owner.get(), ours, ours));
    }
    seen = true;
  }

  /** As the other, but asks the store only until it was found to be this database's. */
  void requireOnce() throws IOException {
    if (!seen) {
      require();
    }
  }

  private void requireOurFiles() throws IOException {
    Set<String> all = store.putBefore(Instant.MAX);
    int unknown = runs.unknownCheckpoints(all).size();
    if (unknown > mostUnknown * all.size()) {
      throw new IOException(
          String.format(
              "the checkpoint store %s has no owner, and %d of its %d checkpoints are not of this"
                  + " database; nothing is written or removed. Name another directory, or bucket"
                  + " and prefix. If the files are this database's, put its id, %s, into owner.txt"
                  + " in the store.",
              store, unknown, all.size(), runs.installation()));
    }
  }
}
