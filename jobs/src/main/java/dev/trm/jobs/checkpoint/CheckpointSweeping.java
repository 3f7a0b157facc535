package dev.trm.jobs.checkpoint;

import dev.trm.jobs.relay.RelayConfig;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.StoreException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Sweeps now and then, where jobs are rescued too; several processes may do so at once. */
@ApplicationScoped
class CheckpointSweeping {
  private static final Logger LOG = Logger.getLogger(CheckpointSweeping.class);

  private final CheckpointSweep sweep;
  private final Duration interval;
  private final boolean enabled;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "trm-checkpoint-sweep");

  @Inject
  CheckpointSweeping(
      CheckpointStore store, RunStore runs, CheckpointConfig config, RelayConfig relay) {
    this.sweep = new CheckpointSweep(store, runs, config.orphanAge(), Clock.systemUTC());
    this.interval = config.sweepEvery();
    this.enabled = relay.enabled();
    thread.setDaemon(true);
  }

  void start(@Observes StartupEvent event) {
    if (enabled) {
      thread.start();
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    closed.countDown();
    thread.join();
  }

  private void run() {
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      sweep.sweep();
    } catch (IOException | StoreException e) {
      LOG.warnf("checkpoints are not swept, tried again in %s: %s", interval, e.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "sweeping checkpoints failed, tried again in %s", interval);
    }
  }
}
