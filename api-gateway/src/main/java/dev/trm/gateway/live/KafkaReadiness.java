package dev.trm.gateway.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells whether Kafka answers. A gateway without Kafka stays ready: it reads, accepts and stores
 * jobs, which begin when Kafka is back. Metric {@code trm.kafka.reachable} is for alerts.
 */
@Readiness
@ApplicationScoped
class KafkaReadiness implements HealthCheck {
  private final LiveReader reader;

  @Inject
  KafkaReadiness(LiveReader reader) {
    this.reader = reader;
  }

  @Override
  public HealthCheckResponse call() {
    boolean reachable = reader.connected();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("kafka").up().withData("reachable", reachable);
    if (!reachable) {
      answer.withData("degraded", "queued jobs begin, and streams are live, once Kafka answers");
    }
    return answer.build();
  }
}
