package dev.trm.trainer;

import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Outcome;
import java.util.Optional;

/** A claimed job: run once on one thread, told from others what has become of it. */
interface HeldJob {
  Claim claim();

  /** Runs to the end. Nothing is the outcome of a job that was lost. */
  Optional<Outcome> run();

  /** The job belongs to somebody else, or to nobody: stops within a step, with no outcome. */
  void lose();

  /** Stops within a step; the job is given back and goes on elsewhere. */
  void release(String reason);

  /** Asks whether somebody wants it to stop; called now and then while it runs. */
  default void lookForStop() {}
}
