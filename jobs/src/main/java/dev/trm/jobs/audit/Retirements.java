package dev.trm.jobs.audit;

import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.AuditLog.ActionLink;
import dev.trm.jobs.store.Retention;

/** What was removed by policy, by the operators' actions that say so. */
final class Retirements {
  private long through;

  /** Takes an action whose hash is right. */
  void note(ActionLink action) {
    if (action.action().equals(Retention.ACTION)) {
      through = Math.max(through, JobJson.parse(action.detail()).path("throughAnchor").asLong());
    }
  }

  /** Whether the jobs of that anchor were to be removed. */
  boolean cover(long anchor) {
    return anchor <= through;
  }
}
