package dev.trm.solver.replay;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.store.JobStore;
import java.util.Optional;

/** Finds recorded solves. */
public interface Recordings {
  /**
   * A solve that succeeded; empty if it does not exist.
   *
   * @throws dev.trm.jobs.store.StoreException if the store is unavailable
   */
  Optional<Recording> find(JobId job);

  /** The recorded solves of a job store. */
  static Recordings of(JobStore jobs) {
    return id ->
        jobs.find(id)
            .filter(job -> job.state() == JobState.SUCCEEDED)
            .flatMap(job -> Optional.ofNullable(job.result()))
            .map(result -> new Recording(id, SolveResult.of(result), jobs.trace(id)));
  }
}
