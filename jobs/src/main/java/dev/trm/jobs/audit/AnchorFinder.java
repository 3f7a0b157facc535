package dev.trm.jobs.audit;

import dev.trm.audit.Leaf;
import dev.trm.audit.MerkleTree;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.AuditLog.StoredAnchor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the anchors of jobs. For one thread. */
public final class AnchorFinder {
  private static final int KEPT = 4;
  private static final String NO_HASH = "0".repeat(64);

  private final AuditLog log;
  private final Map<Long, List<Leaf>> read = new LinkedHashMap<>(KEPT, 0.75f, true);

  public AnchorFinder(AuditLog log) {
    this.log = log;
  }

  /**
   * The anchor that has a job. Reads a few hundred bytes of it, however many jobs it has.
   *
   * @param since the anchor was made at or after
   * @throws IllegalArgumentException if the leaves of an anchor are damaged
   */
  public Optional<Anchored> find(JobId id, Instant since) {
    for (Optional<StoredAnchor> around = log.anchorAround(id, since, 0);
        around.isPresent();
        around = log.anchorAround(id, since, around.get().seq())) {
      StoredAnchor anchor = around.get();
      OptionalInt place = log.place(anchor.seq(), id);
      if (place.isPresent()) {
        return Optional.of(anchored(anchor, place.getAsInt()));
      }
    }
    return Optional.empty();
  }

  private Anchored anchored(StoredAnchor anchor, int index) {
    int block = index - index % MerkleTree.BLOCK;
    List<Leaf> leaves = Leaf.split(log.leaves(anchor.seq(), block, MerkleTree.BLOCK));
    List<byte[]> path =
        new ArrayList<>(MerkleTree.path(leaves.stream().map(Leaf::bytes).toList(), index - block));
    path.addAll(
        log.nodes(anchor.seq(), MerkleTree.upperPath(anchor.signed().anchor().jobs(), index)));
    return new Anchored(anchor.seq(), anchor.signed(), leaves.get(index - block), index, path);
  }

  /**
   * Whether an anchor has a job. For many jobs in the order of their ids: it reads anchors whole
   * and keeps the last ones, since such jobs mostly share one.
   *
   * @param queued when the job was queued
   * @throws IllegalArgumentException if the leaves of an anchor are damaged
   */
  boolean contains(JobId id, Instant queued) {
    Leaf sought = new Leaf(id.value(), 0, NO_HASH);
    Optional<StoredAnchor> around = log.anchorAround(id, queued, 0);
    while (around.isPresent()) {
      long anchor = around.get().seq();
      if (Collections.binarySearch(leaves(anchor), sought, Leaf.BY_JOB) >= 0) {
        return true;
      }
      around = log.anchorAround(id, queued, anchor);
    }
    return false;
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
