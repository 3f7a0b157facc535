package dev.trm.jobs.audit;

import dev.trm.audit.Anchor;
import dev.trm.audit.SigningKey;
import dev.trm.jobs.relay.PeriodicTask;
import dev.trm.jobs.relay.RelayConfig;
import dev.trm.jobs.store.AuditLog;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
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
  private @Nullable PeriodicTask task;

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
    Duration look = config.interval().compareTo(LOOK) < 0 ? config.interval() : LOOK;
    PeriodicTask anchoring = new PeriodicTask("audit-anchors", look, () -> anchor(key));
    anchoring.start();
    task = anchoring;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (task != null) {
      task.close();
    }
  }

  private void anchor(SigningKey key) {
    Anchor made;
    do {
      made =
          log.anchor(config.interval(), config.silence(), key.publicKey().fingerprint(), key::sign)
              .orElse(null);
      if (made != null) {
        LOG.infof(
            "anchor %d over %d jobs: root %s, hash %s",
            made.seq(), made.jobs(), made.root(), made.hash());
      }
    } while (made != null && log.full(made));
  }
}
