package dev.trm.solver.replay;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.store.JobStore;
import java.util.Optional;

/** Where recorded solves are looked up. */
public interface Recordings {
  /**
   * What a solve that succeeded was like; empty if it is not there.
   *
   * @throws dev.trm.jobs.store.StoreException if the store is out of reach
   */
  Optional<Recording> find(JobId job);

  /** The solves of a store. */
  static Recordings of(JobStore jobs) {
    return id ->
        jobs.find(id)
            .filter(job -> job.state() == JobState.SUCCEEDED)
            .flatMap(job -> Optional.ofNullable(job.result()))
            .map(result -> new Recording(id, SolveResult.of(result), jobs.trace(id)));
  }
}
