package dev.trm.jobs.audit;

import dev.trm.audit.Leaf;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.AuditLog.StoredAnchor;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the anchors of jobs. Keeps the leaves it read last, since jobs that are looked for one
 * after the other mostly share an anchor. For one thread.
 */
public final class AnchorFinder {
  private static final int KEPT = 4;
  private static final String NO_HASH = "0".repeat(64);

  private final AuditLog log;
  private final Map<Long, List<Leaf>> read = new LinkedHashMap<>(KEPT, 0.75f, true);

  public AnchorFinder(AuditLog log) {
    this.log = log;
  }

  /**
   * The anchor that has a job.
   *
   * @param queued when the job was queued
   * @throws IllegalArgumentException if the leaves of an anchor are damaged
   */
  public Optional<Anchored> find(JobId id, Instant queued) {
    Leaf sought = new Leaf(id.value(), 0, NO_HASH);
    Optional<StoredAnchor> around = log.anchorAround(id, queued, 0);
    while (around.isPresent()) {
      StoredAnchor anchor = around.get();
      List<Leaf> leaves = leaves(anchor.seq());
      int index = Collections.binarySearch(leaves, sought, Leaf.BY_JOB);
      if (index >= 0) {
        return Optional.of(new Anchored(anchor.seq(), anchor.signed(), leaves, index));
      }
      around = log.anchorAround(id, queued, anchor.seq());
    }
    return Optional.empty();
  }

  private List<Leaf> leaves(long anchor) {
    List<Leaf> leaves = read.get(anchor);
    if (leaves == null) {
      leaves = Collections.unmodifiableList(Leaf.split(log.leaves(anchor)));
      read.put(anchor, leaves);
      if (read.size() > KEPT) {
        read.remove(read.keySet().iterator().next());
      }
    }
    return leaves;
  }
}
