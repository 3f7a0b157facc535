package dev.trm.jobs.relay;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobKind;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Starts and stops relay and rescuer with the application and wakes the relay after changes. */
@ApplicationScoped
class RelayLifecycle implements JobListener {
  private final DataSource source;
  private final RelayConfig config;
  private final String bootstrap;
  private @Nullable Producer<String, String> producer;
  private volatile @Nullable OutboxRelay relay;
  private @Nullable Rescuer rescuer;

  @Inject
  RelayLifecycle(
      DataSource source,
      RelayConfig config,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
    this.source = source;
    this.config = config;
    this.bootstrap = bootstrap;
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
    Map<String, Object> kafka = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    producer = producer(bootstrap);
    relay =
        new OutboxRelay(
            new Outbox(source, config.again()),
            producer,
            () -> {
              try (Admin admin = Admin.create(kafka)) {
                new KafkaLayout(admin).ensure();
              }
            },
            config.interval());
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
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
  }

  static Producer<String, String> producer(String bootstrap) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 2000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4000,
            // The relay says when all of an announcement is there.
            ProducerConfig.LINGER_MS_CONFIG, 1000),
        new StringSerializer(),
        new StringSerializer());
  }
}
