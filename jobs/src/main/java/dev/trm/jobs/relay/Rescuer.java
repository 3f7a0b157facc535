package dev.trm.jobs.relay;

import dev.trm.jobs.Job;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Brings back the jobs of vanished workers and fails those past their deadline, once a second;
 * beside that, does the chores it is given each round, and others now and then. After the database
 * was out of reach, workers get time to renew their leases before any of them counts as vanished.
 */
public final class Rescuer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rescuer.class);
  private static final int ROUNDS_BETWEEN_CLEANINGS = 600;
  private static final Duration HANGING = Duration.ofSeconds(2);

  private final JobStore jobs;
  private final RelayConfig config;
  private final List<Chore> everyRound;
  private final List<Chore> cleaning;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "trm-rescuer");
  private boolean outOfReach;

  /** Before this time, by nanoTime, nothing is rescued. */
  private long rescueFrom = System.nanoTime();

  /** Something to be done from time to time. */
  interface Chore {
    void run();
  }

  /**
   * @param everyRound done after the rescue, each round
   * @param cleaning done before the first rescue and every ten minutes or so
   */
  Rescuer(JobStore jobs, RelayConfig config, List<Chore> everyRound, List<Chore> cleaning) {
    this.jobs = jobs;
    this.config = config;
    this.everyRound = everyRound;
    this.cleaning = cleaning;
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
    int untilCleaning = 0;
    try {
      do {
        if (untilCleaning-- == 0) {
          // What cannot be done now is due again in the next round.
          boolean clean = true;
          for (Chore chore : cleaning) {
            clean &= attempt("cleaning", chore);
          }
          untilCleaning = clean ? ROUNDS_BETWEEN_CLEANINGS : 0;
        }
        attempt("rescue", this::rescueOrNote);
        everyRound.forEach(chore -> attempt("chore", chore));
      } while (!closed.await(config.rescue().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rescueOrNote() {
    try {
      rescue();
    } catch (StoreException e) {
      outOfReach = true;
      throw e;
    }
  }

  private void rescue() {
    long asked = System.nanoTime();
    jobs.failOverdue();
    // A database that hung may have kept the workers from renewing as well.
    boolean hung = System.nanoTime() - asked > HANGING.toNanos();
    if (outOfReach || hung) {
      outOfReach = false;
      rescueFrom = System.nanoTime() + config.rescueGrace().toNanos();
      LOG.infof("the database is back, leases are trusted for %s more", config.rescueGrace());
    }
    if (System.nanoTime() - rescueFrom < 0) {
      return;
    }
    for (Job job : jobs.rescueLapsed(config.rescueGrace())) {
      LOG.warnf(
          "job %s is %s again (crash %d): %s",
          job.id(), job.state(), job.crashAttempts(), job.reason());
    }
    jobs.failOverrun(config.deadlineGrace());
  }

  private static boolean attempt(String what, Chore chore) {
    try {
      chore.run();
      return true;
    } catch (StoreException e) {
      LOG.warnf("%s cannot reach the database, tries again: %s", what, e.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s failed, tries again", what);
    }
    return false;
  }
}
