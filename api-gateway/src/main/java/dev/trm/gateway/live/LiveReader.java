package dev.trm.gateway.live;

import dev.trm.jobs.kafka.KafkaClients;
import dev.trm.jobs.kafka.Pauses;
import dev.trm.jobs.relay.JobTopics;
import dev.trm.jobs.relay.KafkaLayout;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topic of job events from its end on, every partition of it, on a thread of its own. The
 * gateway starts and works without Kafka: the reader begins when Kafka answers. Whenever it begins,
 * and whenever it was cut off for a while, listeners learn that they may have missed events.
 */
@ApplicationScoped
class LiveReader {
  private static final Logger LOG = Logger.getLogger(LiveReader.class);

  /** An idle gateway asks the broker seldom; events come at once nevertheless. */
  private static final Duration LONG_LOOK = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private static final Map<String, Object> CONSUMER =
      Map.of(
          // Without a position there may be a gap, which listeners have to know of.
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "none",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
          (int) LONG_LOOK.toMillis(),
          ConsumerConfig.RETRY_BACKOFF_MS_CONFIG,
          500L);

  private final LiveEvents live;
  private final KafkaClients clients;
  private final Pauses pauses =
      new Pauses(Duration.ofMillis(250), Duration.ofSeconds(3), RandomGenerator.getDefault());
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "trm-job-events-live");
  private volatile @Nullable Consumer<String, String> open;
  private int failures;

  @Inject
  LiveReader(LiveEvents live, KafkaClients clients, MeterRegistry meters) {
    this.live = live;
    this.clients = clients;
    thread.setDaemon(true);
    Gauge.builder("trm.kafka.reachable", this, reader -> reader.connected() ? 1 : 0)
        .description("Whether this process reaches Kafka")
        .tag("client", "events")
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped.countDown();
    Consumer<String, String> consumer = open;
    if (consumer != null) {
      consumer.wakeup();
    }
    thread.join(FAREWELL.multipliedBy(2).toMillis());
  }

  /** Whether events can be heard now. */
  boolean connected() {
    Consumer<String, String> consumer = open;
    return consumer != null && KafkaClients.figure(consumer.metrics(), "connection-count") > 0;
  }

  private void run() {
    try {
      while (!stopped.await(pauses.after(failures).toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          new KafkaLayout(clients).ensure();
          read();
        } catch (WakeupException e) {
          LOG.debug("reading job events ends");
        } catch (InterruptException e) {
          return;
        } catch (ExecutionException | KafkaException e) {
          failed(e);
        } catch (RuntimeException e) {
          failures++;
          LOG.error("reading job events failed, it begins again", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Exception e) {
    if (failures++ == 0) {
      LOG.warnf("event streams are fed from the database until Kafka answers: %s", e.getMessage());
    }
  }

  private void read() {
    Consumer<String, String> consumer = clients.reader(CONSUMER);
    try {
      open = consumer;
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      for (TopicPartition partition : partitions) {
        // Seeking alone would look for the end later, at the first poll.
        consumer.position(partition, PATIENCE);
      }
      LOG.infof("job events are read, from %d partitions", partitions.size());
      failures = 0;
      live.mayHaveMissed();
      boolean connected = true;
      while (partitions.size() == consumer.partitionsFor(JobTopics.EVENTS).size()) {
        ConsumerRecords<String, String> records = consumer.poll(LONG_LOOK);
        boolean before = connected;
        connected = connected();
        if (connected && !before) {
          // Workers drop what they cannot send.
          live.mayHaveMissed();
        }
        live.heard(records);
      }
      LOG.info("the topic of job events has more partitions now");
    } finally {
      open = null;
      consumer.close(FAREWELL);
    }
  }

  private static List<TopicPartition> partitions(Consumer<String, String> consumer) {
    return consumer.partitionsFor(JobTopics.EVENTS, PATIENCE).stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }
}
