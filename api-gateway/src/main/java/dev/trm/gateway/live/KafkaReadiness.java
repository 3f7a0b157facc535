package dev.trm.gateway.live;

import dev.trm.jobs.kafka.KafkaClients;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.Consumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports whether Kafka answers. A gateway without Kafka stays ready: it reads, accepts and stores
 * jobs, which start when Kafka is back. The metric {@code trm.kafka.reachable} is for alerts.
 */
@Readiness
@Startup
@ApplicationScoped
class KafkaReadiness implements HealthCheck {
  private final KafkaClientService channels;

  @Inject
  KafkaReadiness(KafkaClientService channels, MeterRegistry meters) {
    this.channels = channels;
    Gauge.builder("trm.kafka.reachable", this, kafka -> kafka.reachable() ? 1 : 0)
        .description("Whether this process reaches Kafka")
        .tag("client", "events")
        .register(meters);
  }

  @Override
  public HealthCheckResponse call() {
    boolean reachable = reachable();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("kafka").up().withData("reachable", reachable);
    if (!reachable) {
      answer.withData("degraded", "queued jobs start, and streams are live, once Kafka answers");
    }
    return answer.build();
  }

  /** The channel has no consumer until an address of the broker resolves. */
  private boolean reachable() {
    KafkaConsumer<Object, Object> channel = channels.getConsumer(LivePosition.CHANNEL);
    Consumer<?, ?> consumer = channel == null ? null : channel.unwrap();
    return consumer != null && KafkaClients.figure(consumer.metrics(), "connection-count") > 0;
  }
}
