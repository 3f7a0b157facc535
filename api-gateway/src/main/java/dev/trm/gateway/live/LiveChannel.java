package dev.trm.gateway.live;

import dev.trm.jobs.kafka.KafkaClients;
import dev.trm.jobs.kafka.Pauses;
import dev.trm.jobs.relay.KafkaLayout;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;

/**
 * Subscribes to the channel of job events once Kafka answers. The channel's client cannot be made
 * while the broker's name does not resolve, and a channel that failed is not tried again.
 */
@ApplicationScoped
class LiveChannel {
  private static final Logger LOG = Logger.getLogger(LiveChannel.class);

  private final Multi<ConsumerRecords<String, String>> events;
  private final LiveEvents live;
  private final KafkaClients clients;
  private final Pauses pauses =
      new Pauses(Duration.ofMillis(250), Duration.ofSeconds(3), RandomGenerator.getDefault());
  private final Thread thread = new Thread(this::subscribe, "trm-job-events-live");

  @Inject
  LiveChannel(
      @Channel(LivePosition.CHANNEL) Multi<ConsumerRecords<String, String>> events,
      LiveEvents live,
      KafkaClients clients) {
    this.events = events;
    this.live = live;
    this.clients = clients;
    thread.setDaemon(true);
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    thread.interrupt();
  }

  private void subscribe() {
    try {
      awaitBroker();
      events
          .subscribe()
          .with(live::heard, failure -> LOG.error("job events are not read any more", failure));
    } catch (InterruptedException e) {
      LOG.debug("the gateway stops before Kafka answered");
    }
  }

  private void awaitBroker() throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        new KafkaLayout(clients).ensure();
        return;
      } catch (ExecutionException | KafkaException e) {
        if (failures == 1) {
          LOG.warnf(
              "event streams are fed from the database until Kafka answers: %s", e.getMessage());
        }
        Thread.sleep(pauses.after(failures).toMillis());
      }
    }
  }
}
