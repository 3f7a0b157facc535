package dev.trm.jobs.relay;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.kafka.KafkaClients;
import dev.trm.jobs.store.IdempotencyKeys;
import dev.trm.jobs.store.JobListener;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outbox;
import dev.trm.jobs.store.Partitions;
import dev.trm.jobs.store.Schedules;
import dev.trm.jobs.store.Sweeps;
import dev.trm.jobs.store.WorkerDrains;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Starts and stops relay and rescuer with the application and wakes the relay after changes. */
@ApplicationScoped
class RelayLifecycle implements JobListener {
  private final DataSource source;
  private final RelayConfig config;
  private final KafkaClients clients;
  private volatile @Nullable OutboxRelay relay;
  private @Nullable Rescuer rescuer;

  @Inject
  RelayLifecycle(DataSource source, RelayConfig config, KafkaClients clients) {
    this.source = source;
    this.config = config;
    this.clients = clients;
  }

  @Override
  public void changed(List<Job> jobs) {
    OutboxRelay running = relay;
    if (running != null) {
      running.wake();
    }
  }

  void start(
      @Observes StartupEvent event,
      JobStore jobs,
      Schedules schedules,
      Sweeps sweeps,
      MeterRegistry meters) {
    if (!config.enabled()) {
      return;
    }
    for (JobKind kind : JobKind.values()) {
      Gauge.builder("trm.jobs.queued", jobs, store -> store.depth(kind).queued())
          .description("Jobs that wait")
          .tag("kind", kind.wire())
          .strongReference(true)
          .register(meters);
    }
    relay = new OutboxRelay(new Outbox(source, config.again()), clients, config.interval());
    relay.start();
    rescuer =
        new Rescuer(
            jobs,
            config,
            List.of(schedules::fireDue, sweeps::decideEnded),
            List.of(
                new Partitions(source)::ensure,
                new IdempotencyKeys(source)::purge,
                new WorkerDrains(source)::forgetGone));
    rescuer.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (rescuer != null) {
      rescuer.close();
    }
    OutboxRelay running = relay;
    if (running != null) {
      running.close();
    }
  }
}
