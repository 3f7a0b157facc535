package dev.trm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Stores checkpoints of running jobs: first the file, then its row in the database. */
final class CheckpointFiles {
  private static final Logger LOG = Logger.getLogger(CheckpointFiles.class);

  private final CheckpointStore store;
  private final RunStore runs;
  private final Clock clock;

  CheckpointFiles(CheckpointStore store, RunStore runs, Clock clock) {
    this.store = store;
    this.runs = runs;
    this.clock = clock;
  }

  /** Writes a file. */
  interface Content {
    void write(Path file) throws IOException;
  }

  /**
   * Stores a checkpoint.
   *
   * @param full whether a training can be resumed from it
   * @return empty if the worker has lost the claim; the file is left for the cleanup
   */
  Optional<CheckpointRow> keep(
      Claim claim, long step, boolean full, Content content, JsonNode manifest) throws IOException {
    Path draft = store.draft();
    long bytes;
    try {
      content.write(draft);
      bytes = Files.size(draft);
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    FaultPoint.CHECKPOINT_DRAFTED.reached();
    String id = store.adopt(draft, manifest);
    FaultPoint.CHECKPOINT_FILE_WRITTEN.reached();
    CheckpointRow row =
        new CheckpointRow(id, claim.id(), step, full, bytes, manifest, clock.instant());
    if (!runs.checkpoint(claim, row)) {
      LOG.infof("job %s is no longer ours, checkpoint %s is not noted", claim.id(), id);
      return Optional.empty();
    }
    FaultPoint.CHECKPOINT_NOTED.reached();
    return Optional.of(row);
  }
}
