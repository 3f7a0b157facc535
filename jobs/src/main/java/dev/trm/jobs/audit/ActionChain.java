package dev.trm.jobs.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.audit.ActionLink;
import dev.trm.audit.Anchor;
import dev.trm.audit.Finding;
import dev.trm.audit.Finding.Kind;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.RegistryRow;
import dev.trm.jobs.store.Retention;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Verifies the operators' actions, and knows afterwards what they say of retention and of the rows
 * of the registry. While it is read the system goes on: who misses something asks again, and what
 * has come since is read.
 */
final class ActionChain {
  private static final int PAGE = 500;

  private final AuditLog log;
  private final Consumer<Finding> found;
  private final Map<Long, String> hashes = new HashMap<>();
  private final Map<RegistryRow, Recorded> recorded = new LinkedHashMap<>();
  private String previous = "";
  private long last;
  private long retiredThrough;

  ActionChain(AuditLog log, Consumer<Finding> found) {
    this.log = log;
    this.found = found;
  }

  /**
   * What an action says of a row.
   *
   * @param sha256 of its content, hex; empty if the row was removed
   * @param seq of the action
   */
  private record Recorded(String sha256, long seq) {}

  /** Verifies that the registry is as the actions have left it. */
  void verifyRegistry() {
    AuditLog.Registry registry = log.registry(last);
    registry.later().forEach(this::verify);
    Map<RegistryRow, String> rows = registry.rows();
    rows.forEach(
        (row, sha256) -> {
          Recorded action = recorded.get(row);
          if (action == null) {
            tellRow(0, row + " was not made by an operators' action");
          } else if (!action.sha256.equals(sha256)) {
            tellRow(action.seq, row + " is not as operators' action " + action.seq + " left it");
          }
        });
    recorded.forEach(
        (row, action) -> {
          if (!action.sha256.isEmpty() && !rows.containsKey(row)) {
            tellRow(action.seq, row + " is missing; operators' action " + action.seq + " has it");
          }
        });
  }

  private void tellRow(long seq, String words) {
    found.accept(new Finding(Kind.REGISTRY_ALTERED, null, seq, words));
  }

  /** Reads what was not read yet. */
  void readOn() {
    List<ActionLink> page;
    do {
      page = log.actions(last, PAGE);
      page.forEach(this::verify);
    } while (page.size() == PAGE);
  }

  long count() {
    return hashes.size();
  }

  /** Verifies that the chain has the action that an anchor names as the last one of its time. */
  void verifyEndOf(Anchor anchor) {
    long seq = anchor.operatorSeq();
    if (seq == 0) {
      return;
    }
    if (seq > last) {
      readOn();
    }
    String hash = hashes.get(seq);
    if (!anchor.operatorHash().equals(hash)) {
      tell(
          hash == null ? Kind.ACTION_REMOVED : Kind.ACTION_ALTERED,
          seq,
          "is not the one that anchor " + anchor.seq() + " names");
    }
  }

  /** Whether the jobs of that anchor were to be removed by policy. */
  boolean retired(long anchor) {
    if (anchor > retiredThrough) {
      readOn();
    }
    return anchor <= retiredThrough;
  }

  private void verify(ActionLink action) {
    if (action.seq() != last + 1) {
      tell(Kind.ACTION_REMOVED, last + 1, "is missing");
    } else if (!action.hashAfter(previous).equals(action.hash())) {
      tell(
          Kind.ACTION_ALTERED,
          action.seq(),
          "(" + action.action() + ") is not what its hash was taken over");
    } else {
      JsonNode detail = JobJson.parse(action.detail());
      if (action.action().equals(Retention.ACTION)) {
        retiredThrough = Math.max(retiredThrough, detail.path("throughAnchor").asLong());
      }
      for (JsonNode row : detail.path("rows")) {
        recorded.put(
            new RegistryRow(row.path("kind").asText(), row.path("key").asText()),
            new Recorded(row.path("sha256").asText(), action.seq()));
      }
    }
    hashes.put(action.seq(), action.hash());
    previous = action.hash();
    last = action.seq();
  }

  private void tell(Kind kind, long seq, String words) {
    found.accept(new Finding(kind, null, seq, "operators' action " + seq + " " + words));
  }
}
