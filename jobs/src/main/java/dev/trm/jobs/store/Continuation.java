package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import java.util.UUID;

/** The answer to a wish to go on with a run as another one. */
public sealed interface Continuation {
  /** The new run's job, as it is now. */
  record Begun(Job job) implements Continuation {}

  /**
   * Nothing was made: the run goes on as another already.
   *
   * @param last the newest of the runs that went on from it, one after the other
   */
  record GoesOnAlready(Job last) implements Continuation {}

  /** Nothing was made: the run is of a sweep whose gate has decided without it. */
  record SweepDecided(UUID sweep) implements Continuation {}
}
