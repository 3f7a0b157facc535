package dev.trm.jobs.audit;

import dev.trm.jobs.relay.PeriodicTask;
import dev.trm.jobs.relay.RelayConfig;
import dev.trm.jobs.store.Retention;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Removes old jobs beside the relay, on a thread of its own, if a time to keep them is set. */
@ApplicationScoped
class RetentionLifecycle {
  private final Retention retention;
  private final RetentionConfig config;
  private @Nullable PeriodicTask task;

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
    PeriodicTask removal =
        new PeriodicTask("retention", config.interval(), () -> retention.remove(keep));
    removal.start();
    task = removal;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (task != null) {
      task.close();
    }
  }
}
