package dev.trm.gateway.live;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Begins to hear at the end of the topic, and says so: whoever reads the database after that has
 * everything that was told before. It happens at the start, and when the consumer was away for so
 * long that its group gave it up.
 */
@ApplicationScoped
@Identifier(LivePosition.CHANNEL)
class LivePosition implements KafkaConsumerRebalanceListener {
  static final String CHANNEL = "job-events-live";

  private static final Logger LOG = Logger.getLogger(LivePosition.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final LiveEvents live;

  @Inject
  LivePosition(LiveEvents live) {
    this.live = live;
  }

  /** On the consumer's thread: nothing is heard before it returns. */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    try {
      consumer.seekToEnd(partitions);
      for (TopicPartition partition : partitions) {
        // Seeking alone would look for the end later, at the first poll.
        consumer.position(partition, PATIENCE);
      }
    } catch (KafkaException e) {
      LOG.warnf(
          "the end of the job events is not known yet; streams may miss some until it is: %s",
          e.getMessage());
    }
    live.mayHaveMissed();
  }
}
