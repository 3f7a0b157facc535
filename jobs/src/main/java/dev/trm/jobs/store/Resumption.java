package dev.trm.jobs.store;

import java.time.Instant;
import java.util.List;

/**
 * A training went on from a checkpoint.
 *
 * @param worker that took it up
 * @param step of the checkpoint
 * @param checkpointId which may have been removed since
 * @param differences what was not as it was when the checkpoint was written, such as {@code threads
 *     1 → 2}; with none the run ends in the same bits
 */
public record Resumption(
    Instant at, String worker, long step, String checkpointId, List<String> differences) {
  public Resumption {
    differences = List.copyOf(differences);
  }
}
