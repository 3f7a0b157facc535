package dev.trm.jobs.audit;

import dev.trm.audit.SigningKey;
import dev.trm.jobs.relay.RelayConfig;
import dev.trm.jobs.store.AuditLog;
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

/**
 * Makes anchors beside the relay, on a thread of its own. Several processes may: the database lets
 * one at a time, and none too early.
 */
@ApplicationScoped
class AnchorLifecycle {
  private static final Logger LOG = Logger.getLogger(AnchorLifecycle.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final AuditLog log;
  private final AuditConfig config;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread thread;

  @Inject
  AnchorLifecycle(AuditLog log, AuditConfig config) {
    this.log = log;
    this.config = config;
  }

  void start(@Observes StartupEvent event, RelayConfig relay, AuditKeys keys) {
    if (!relay.enabled()) {
      return;
    }
    if (keys.own().isEmpty()) {
      LOG.warn("trm.audit.key-file is not set; this process makes no anchors of the audit");
      return;
    }
    SigningKey key = keys.own().get();
    Thread started = new Thread(() -> run(key), "trm-audit-anchors");
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

  private void run(SigningKey key) {
    Duration look = config.interval().compareTo(LOOK) < 0 ? config.interval() : LOOK;
    try {
      do {
        anchor(key);
      } while (!closed.await(look.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void anchor(SigningKey key) {
    try {
      log.anchor(config.interval(), config.silence(), key.publicKey().fingerprint(), key::sign)
          .ifPresent(
              anchor ->
                  LOG.infof(
                      "anchor %d over %d jobs: root %s, hash %s",
                      anchor.seq(), anchor.jobs(), anchor.root(), anchor.hash()));
    } catch (StoreException e) {
      LOG.warnf("no anchor can be made now, tried again in %s: %s", LOOK, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("making an anchor failed, tried again", e);
    }
  }
}
