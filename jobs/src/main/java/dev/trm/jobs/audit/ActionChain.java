package dev.trm.jobs.audit;

import dev.trm.audit.Anchor;
import dev.trm.audit.CanonicalArray;
import dev.trm.audit.Finding;
import dev.trm.audit.Finding.Kind;
import dev.trm.audit.Micros;
import dev.trm.audit.Sha256;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.AuditLog.ActionLink;
import dev.trm.jobs.store.Retention;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Verifies the operators' actions, and knows afterwards what they say of retention. While it is
 * read the system goes on: who misses something asks again, and what has come since is read.
 */
final class ActionChain {
  private static final int PAGE = 500;

  private final AuditLog log;
  private final Consumer<Finding> found;
  private final Map<Long, String> hashes = new HashMap<>();
  private String previous = "";
  private long last;
  private long retiredThrough;

  ActionChain(AuditLog log, Consumer<Finding> found) {
    this.log = log;
    this.found = found;
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
    } else if (!hash(action, previous).equals(action.hash())) {
      tell(
          Kind.ACTION_ALTERED,
          action.seq(),
          "(" + action.action() + ") is not what its hash was taken over");
    } else if (action.action().equals(Retention.ACTION)) {
      retiredThrough =
          Math.max(retiredThrough, JobJson.parse(action.detail()).path("throughAnchor").asLong());
    }
    hashes.put(action.seq(), action.hash());
    previous = action.hash();
    last = action.seq();
  }

  /** As the trigger of the table takes it. */
  private static String hash(ActionLink action, String previous) {
    byte[] body =
        new CanonicalArray()
            .add(action.seq())
            .addJson(Micros.seconds(action.at()))
            .add(action.actor())
            .add(action.action())
            .add(action.subject())
            .addJson(action.detail())
            .bytes();
    return HexFormat.of().formatHex(Sha256.of(HexFormat.of().parseHex(previous), body));
  }

  private void tell(Kind kind, long seq, String words) {
    found.accept(new Finding(kind, null, seq, "operators' action " + seq + " " + words));
  }
}
