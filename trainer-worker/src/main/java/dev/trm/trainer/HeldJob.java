package dev.trm.trainer;

import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Outcome;
import java.util.Optional;

/** A claimed job: run once on one thread; other threads notify it of stops and of a lost claim. */
interface HeldJob {
  Claim claim();

  /** Runs to the end. Empty if the claim was lost. */
  Optional<Outcome> run();

  /** The claim is lost: the job stops within a step, without an outcome. */
  void lose();

  /** Stops within a step; the job returns to the queue and continues on another worker. */
  void release(String reason);

  /** Checks whether a stop was requested; called periodically while the job runs. */
  default void lookForStop() {}
}
