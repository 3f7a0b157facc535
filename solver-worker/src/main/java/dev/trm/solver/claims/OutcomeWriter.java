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
 * Records outcomes on a thread of its own, all that have gathered in one transaction. While the
 * database is out of reach they wait and their leases are kept; an outcome is lost only when its
 * job is no longer this worker's. What waits is bounded by the claims that a worker may hold.
 */
public final class OutcomeWriter {
  private static final Logger LOG = Logger.getLogger(OutcomeWriter.class);
  private static final int MOST_AT_ONCE = 256;

  private final HeldClaims held;
  private final Duration pause;
  private final Consumer<Outcome> recorded;

  /** Outcomes; at last, one that is empty says that no more will come. */
  private final BlockingQueue<Optional<Outcome>> waiting = new LinkedBlockingQueue<>();

  /**
   * @param held a claim is removed when its outcome is recorded, or proves to be lost
   * @param pause before the next try where recording failed
   * @param recorded hears of each outcome that was recorded
   */
  public OutcomeWriter(HeldClaims held, Duration pause, Consumer<Outcome> recorded) {
    this.held = held;
    this.pause = pause;
    this.recorded = recorded;
  }

  /** Takes an outcome; never waits. */
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

  /** A writer at work. */
  public interface Running {
    /** Records what is there and ends; gives up after the patience, and the leases left lapse. */
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

  /** Takes what waits, or else the next; false if nothing comes after it. */
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
          // One that cannot be written must not keep the others.
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
