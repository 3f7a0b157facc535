package dev.trm.jobs.relay;

import dev.trm.jobs.store.DatabaseClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps this process' clock at the database's, on its own thread. */
@ApplicationScoped
class ClockReading {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private @Nullable PeriodicTask task;

  void start(@Observes StartupEvent event, DatabaseClock clock) {
    PeriodicTask reading = new PeriodicTask("database-clock", EVERY, clock::read);
    reading.start();
    task = reading;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (task != null) {
      task.close();
    }
  }
}
