package dev.trm.jobs.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes every Kafka client of the process from the whole {@code kafka.*} configuration, as Quarkus
 * reads it: addresses, TLS, SASL and whatever else Kafka understands. What a client needs for its
 * work takes precedence.
 *
 * <p>Making a client fails with a {@link org.apache.kafka.common.KafkaException} if no address in
 * {@code kafka.bootstrap.servers} can be resolved: try again later.
 */
@Singleton
public final class KafkaClients {
  /** A share consumer refuses these, though other clients of the process may need them. */
  private static final Set<String> NOT_FOR_SHARE_CONSUMERS =
      Set.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

  private static final Set<String> KNOWN = known();

  private final Map<String, Object> settings;

  /**
   * @param settings the {@code kafka.*} configuration without the prefix
   */
  @Inject
  public KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> settings) {
    this.settings = Map.copyOf(settings);
  }

  /** The addresses that clients start from. */
  public String bootstrapServers() {
    return String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  /**
   * @param patience after which each call fails
   */
  public Admin admin(Duration patience) {
    int millis = (int) patience.toMillis();
    Map<String, Object> own =
        Map.of(
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            millis,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            millis,
            // It is asked while the broker is away, and each attempt costs a line in the log.
            AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
            500L,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            1000L);
    return Admin.create(with(AdminClientConfig.configNames(), Set.of(), own));
  }

  /**
   * @param own what this producer needs
   */
  public Producer<String, String> producer(Map<String, Object> own) {
    return new KafkaProducer<>(
        with(ProducerConfig.configNames(), Set.of(), own),
        new StringSerializer(),
        new StringSerializer());
  }

  /**
   * @param own what this consumer needs, its group among it
   */
  public KafkaShareConsumer<String, String> shareConsumer(Map<String, Object> own) {
    return new KafkaShareConsumer<>(
        with(ConsumerConfig.configNames(), NOT_FOR_SHARE_CONSUMERS, own),
        new StringDeserializer(),
        new StringDeserializer());
  }

  /**
   * A client's own figure, not that of one of its nodes.
   *
   * @param metrics of the client
   * @return 0 if there is no such figure
   */
  public static double figure(Map<MetricName, ? extends Metric> metrics, String name) {
    for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
      MetricName key = metric.getKey();
      if (key.name().equals(name)
          && !key.tags().containsKey("node-id")
          && metric.getValue().metricValue() instanceof Double value) {
        return value;
      }
    }
    return 0;
  }

  /** Leaves out what only other kinds of clients understand. */
  private Map<String, Object> with(
      Set<String> understood, Set<String> unwanted, Map<String, Object> own) {
    Map<String, Object> all = new HashMap<>(settings);
    all.keySet()
        .removeIf(
            name -> unwanted.contains(name) || KNOWN.contains(name) && !understood.contains(name));
    all.putAll(own);
    return all;
  }

  private static Set<String> known() {
    Set<String> names = new HashSet<>();
    List.of(
            AdminClientConfig.configNames(),
            ProducerConfig.configNames(),
            ConsumerConfig.configNames())
        .forEach(names::addAll);
    return names;
  }
}
