package dev.trm.jobs.relay;

import dev.trm.jobs.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Does something at once and then at intervals, on a thread of its own; a failure ends nothing. */
public final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PeriodicTask.class);

  private final String name;
  private final Duration interval;
  private final Work work;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** What is done each time. */
  public interface Work {
    void run() throws IOException;
  }

  /**
   * @param name of the thread, and in the log
   * @param interval from the end of one time to the begin of the next
   */
  public PeriodicTask(String name, Duration interval, Work work) {
    this.name = name;
    this.interval = interval;
    this.work = work;
    this.thread = new Thread(this::run, "trm-" + name);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Returns when the work at hand is done, and none is done any more. */
  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join();
  }

  private void run() {
    try {
      do {
        attempt();
      } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt() {
    try {
      work.run();
    } catch (IOException | StoreException e) {
      LOG.warnf("%s: not done, tried again in %s: %s", name, interval, e.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s: failed, tried again in %s", name, interval);
    }
  }
}
