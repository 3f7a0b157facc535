package dev.trm.jobs.audit;

import dev.trm.jobs.relay.RelayConfig;
import dev.trm.jobs.store.Retention;
import dev.trm.jobs.store.StoreException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Removes old jobs beside the relay, on a thread of its own, if a time to keep them is set. */
@ApplicationScoped
class RetentionLifecycle {
  private static final Logger LOG = Logger.getLogger(RetentionLifecycle.class);

  private final Retention retention;
  private final RetentionConfig config;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread thread;

  @Inject
  RetentionLifecycle(Retention retention, RetentionConfig config) {
    this.retention = retention;
    this.config = config;
  }

  void start(@Observes StartupEvent event, RelayConfig relay) {
    if (!relay.enabled() || config.keep().isEmpty()) {
      return;
    }
    Duration keep = config.keep().get();
    if (keep.isNegative() || keep.isZero()) {
      throw new IllegalArgumentException("trm.retention.keep: " + keep + " is not over 0");
    }
    Thread started = new Thread(() -> run(keep), "trm-retention");
    started.setDaemon(true);
    started.start();
    thread = started;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    closed.countDown();
    Thread running = thread;
    if (running != null) {
      running.join();
    }
  }

  private void run(Duration keep) {
    try {
      do {
        remove(keep);
      } while (!closed.await(config.interval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void remove(Duration keep) {
    try {
      retention.remove(keep);
    } catch (StoreException e) {
      LOG.warnf("old jobs cannot be removed now, tried again: %s", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("removing old jobs failed, tried again", e);
    }
  }
}
