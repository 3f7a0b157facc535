package dev.trm.solver.claims;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.worker.WorkerIntake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Records outcomes on its own thread, with group commit: all pending outcomes in one transaction.
 * While the database is unavailable, outcomes stay pending and their leases are renewed; an outcome
 * is lost only if the worker has lost the claim. The number of claims that a worker may hold bounds
 * the pending outcomes.
 */
public final class OutcomeWriter {
  private static final Logger LOG = Logger.getLogger(OutcomeWriter.class);
  private static final int MOST_AT_ONCE = 256;

  private final HeldClaims held;
  private final Duration pause;
  private final Consumer<Outcome> recorded;

  /** Pending outcomes; an empty element is the end of the queue. */
  private final BlockingQueue<Optional<Outcome>> waiting = new LinkedBlockingQueue<>();

  /**
   * @param held a claim is removed when its outcome is recorded or the claim is lost
   * @param pause before a retry of a failed write
   * @param recorded receives each outcome that was recorded
   */
  public OutcomeWriter(HeldClaims held, Duration pause, Consumer<Outcome> recorded) {
    this.held = held;
    this.pause = pause;
    this.recorded = recorded;
  }

  /** Adds an outcome; never blocks. */
  public void add(Outcome outcome) {
    waiting.add(Optional.of(outcome));
  }

  /** Starts recording through an intake. */
  public Running start(WorkerIntake intake) {
    Thread thread = new Thread(() -> run(intake), "trm-solver-outcomes");
    thread.setDaemon(true);
    thread.start();
    return patience -> finish(thread, patience);
  }

  /** A running writer. */
  public interface Running {
    /**
     * Records the pending outcomes and ends. After the maximum time it gives up, and the remaining
     * leases expire.
     */
    void finish(Duration patience) throws InterruptedException;
  }

  private void finish(Thread thread, Duration patience) throws InterruptedException {
    waiting.add(Optional.empty());
    thread.join(Math.max(1, patience.toMillis()));
    if (thread.isAlive()) {
      LOG.warnf("outcomes of %d jobs are not recorded, their leases will lapse", held.size());
      thread.interrupt();
      thread.join();
    }
  }

  private void run(WorkerIntake intake) {
    try {
      List<Outcome> batch = new ArrayList<>();
      boolean more = true;
      while (more) {
        more = gather(batch);
        if (!batch.isEmpty()) {
          record(intake, List.copyOf(batch));
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes all pending outcomes, or waits for one; false at the end of the queue. */
  private boolean gather(List<Outcome> batch) throws InterruptedException {
    Optional<Outcome> next = waiting.take();
    while (next != null && next.isPresent()) {
      batch.add(next.get());
      next = batch.size() < MOST_AT_ONCE ? waiting.poll() : null;
    }
    return next == null;
  }

  private void record(WorkerIntake intake, List<Outcome> outcomes) throws InterruptedException {
    List<Outcome> batch = outcomes;
    while (true) {
      try {
        Set<JobId> ours = intake.finish(batch);
        batch.forEach(outcome -> settle(outcome, ours.contains(outcome.claim().id())));
        intake.roomFreed();
        return;
      } catch (StoreException e) {
        LOG.warnf("%d outcomes wait for the database: %s", batch.size(), e.getMessage());
      } catch (RuntimeException e) {
        LOG.errorf(e, "one of %d outcomes cannot be recorded", batch.size());
        if (batch.size() > 1) {
          // One that cannot be written must not prevent the others.
          for (Outcome outcome : batch) {
            record(intake, List.of(outcome));
          }
          return;
        }
        batch = List.of(unrecordable(batch.get(0)));
      }
      Thread.sleep(pause.toMillis());
    }
  }

  private void settle(Outcome outcome, boolean ours) {
    held.remove(outcome.claim());
    if (ours) {
      recorded.accept(outcome);
    } else {
      LOG.infof("job %s is no longer ours, its outcome is dropped", outcome.claim().id());
    }
  }

  private static Outcome unrecordable(Outcome outcome) {
    return new Outcome.Failed(
        outcome.claim(),
        new Failure(FailureCode.INTERNAL, "the outcome could not be recorded; see the log"));
  }
}
