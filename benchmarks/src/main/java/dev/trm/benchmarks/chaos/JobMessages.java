package dev.trm.benchmarks.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends arbitrary records to the job topics, including invalid ones. */
final class JobMessages implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @param kafka the settings of all Kafka clients
   */
  JobMessages(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Publishes jobs in this order. */
  void announce(String topic, List<String> ids) throws ExecutionException, InterruptedException {
    List<byte @Nullable []> values = new ArrayList<>();
    ids.forEach(id -> values.add(id.getBytes(StandardCharsets.UTF_8)));
    send(topic, values);
  }

  /** Sends values; returns when the broker has acknowledged them. */
  void send(String topic, List<byte @Nullable []> values)
      throws ExecutionException, InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (byte @Nullable [] value : values) {
      sent.add(producer.send(new ProducerRecord<>(topic, value)));
    }
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
