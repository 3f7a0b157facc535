package dev.trm.jobs.worker;

import dev.trm.jobs.JobId;
import dev.trm.jobs.store.Outcome;
import java.util.List;
import java.util.Set;

/** A worker's running connection to the queue. */
public interface WorkerIntake extends AutoCloseable {
  /** This worker's name in claims and in the audit. */
  String worker();

  /**
   * Records outcomes (see {@link dev.trm.jobs.store.JobStore#finish}) and ends the leases of these
   * jobs. If it throws, the leases are kept and it can be called again.
   *
   * @return the jobs recorded; the rest were no longer this worker's
   */
  Set<JobId> finish(List<? extends Outcome> outcomes);

  /** Tells that room has become free, so that the next job comes without delay. */
  void roomFreed();

  /** Takes no more jobs; the claimed ones keep their leases. Returns when no more can come. */
  void stopTaking();

  /** Ends the heartbeat, after {@link #stopTaking()} if that was not called. */
  @Override
  void close();
}
