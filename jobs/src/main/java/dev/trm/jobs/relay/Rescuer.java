package dev.trm.jobs.relay;

import dev.trm.jobs.Job;
import dev.trm.jobs.store.IdempotencyKeys;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Partitions;
import dev.trm.jobs.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Brings back the jobs of vanished workers and fails those queued past their deadline; once an hour
 * sees that the coming months have their partitions and forgets old idempotency keys.
 */
public final class Rescuer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rescuer.class);
  private static final int ROUNDS_BETWEEN_CLEANINGS = 3600;

  private final JobStore jobs;
  private final Partitions partitions;
  private final IdempotencyKeys idempotencyKeys;
  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "trm-rescuer");

  Rescuer(
      JobStore jobs, Partitions partitions, IdempotencyKeys idempotencyKeys, Duration interval) {
    this.jobs = jobs;
    this.partitions = partitions;
    this.idempotencyKeys = idempotencyKeys;
    this.interval = interval;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join();
  }

  private void run() {
    try {
      for (int n = 0; !closed.await(interval.toMillis(), TimeUnit.MILLISECONDS); n++) {
        round(n % ROUNDS_BETWEEN_CLEANINGS == 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round(boolean cleaning) {
    try {
      if (cleaning) {
        partitions.ensure();
        idempotencyKeys.purge();
      }
      for (Job job : jobs.rescueLapsed()) {
        LOG.warnf(
            "lease of worker %s lapsed, job %s is %s (crash %d)",
            job.worker(), job.id(), job.state(), job.crashAttempts());
      }
      jobs.failOverdue();
    } catch (StoreException e) {
      LOG.warnf("rescuer cannot reach the database, tries again: %s", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("rescuer failed, tries again", e);
    }
  }
}
