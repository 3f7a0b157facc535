package dev.trm.jobs.worker;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import dev.trm.jobs.relay.JobTopics;
import dev.trm.jobs.relay.KafkaLayout;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Takes jobs from the share groups of one kind, one consumer a priority on one thread. A record
 * only says that a job may be waiting: the claim decides, and the record is acknowledged after the
 * claim's commit, whoever got the job.
 */
final class ShareGroupIntake implements WorkerIntake {
  private static final Logger LOG = Logger.getLogger(ShareGroupIntake.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(15);
  private static final int MOST_RECORDS = 16;

  /** Eight, three and one turns of twelve. */
  private static final List<Priority> TURNS =
      List.of(
          Priority.HIGH,
          Priority.NORMAL,
          Priority.HIGH,
          Priority.HIGH,
          Priority.LOW,
          Priority.HIGH,
          Priority.NORMAL,
          Priority.HIGH,
          Priority.HIGH,
          Priority.NORMAL,
          Priority.HIGH,
          Priority.HIGH);

  private final String worker;
  private final JobKind kind;
  private final int pollRecords;
  private final JobSink sink;
  private final JobStore jobs;
  private final WorkerConfig config;
  private final Map<String, Object> kafka;
  private final Heartbeat heartbeat;
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread;
  private volatile boolean stopped;

  ShareGroupIntake(
      String worker,
      JobKind kind,
      int capacity,
      JobSink sink,
      JobStore jobs,
      WorkerConfig config,
      Map<String, Object> kafka) {
    this.worker = worker;
    this.kind = kind;
    this.pollRecords = Math.max(1, Math.min(MOST_RECORDS, capacity / 4));
    this.sink = sink;
    this.jobs = jobs;
    this.config = config;
    this.kafka = kafka;
    this.heartbeat = new Heartbeat(worker, kind, capacity, sink, jobs, config);
    this.thread = new Thread(this::run, "trm-intake-" + kind.wire());
    thread.setDaemon(true);
  }

  void start() {
    heartbeat.start();
    thread.start();
  }

  @Override
  public String worker() {
    return worker;
  }

  @Override
  public Set<JobId> finish(List<? extends Outcome> outcomes) {
    Set<JobId> recorded = heartbeat.finish(outcomes);
    roomFreed();
    return recorded;
  }

  @Override
  public void roomFreed() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  @Override
  public void stopTaking() {
    stopped = true;
    roomFreed();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopTaking();
    heartbeat.close();
  }

  private void run() {
    while (!stopped) {
      Map<Priority, KafkaShareConsumer<String, String>> consumers = new EnumMap<>(Priority.class);
      try {
        ensureLayout();
        for (Priority priority : Priority.values()) {
          consumers.put(priority, consumer(JobTopics.of(kind, priority)));
        }
        LOG.infof("worker %s takes %s jobs", worker, kind.wire());
        take(consumers);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | KafkaException e) {
        LOG.warnf("intake cannot use Kafka, tries again in %s: %s", AFTER_FAILURE, e.getMessage());
      } catch (RuntimeException e) {
        LOG.errorf(e, "intake failed, starts again in %s", AFTER_FAILURE);
      } finally {
        consumers.values().forEach(consumer -> closeQuietly(consumer));
      }
      if (!stopped && !pause(AFTER_FAILURE)) {
        return;
      }
    }
  }

  private void take(Map<Priority, KafkaShareConsumer<String, String>> consumers)
      throws InterruptedException {
    for (int turn = 0; !stopped; turn = (turn + 1) % TURNS.size()) {
      if (sink.free() <= 0) {
        if (wakes.tryAcquire(50, TimeUnit.MILLISECONDS)) {
          wakes.drainPermits();
        }
        continue;
      }
      KafkaShareConsumer<String, String> consumer = consumers.get(TURNS.get(turn));
      if (consumer != null) {
        takeFrom(consumer);
      }
    }
  }

  private void takeFrom(KafkaShareConsumer<String, String> consumer) throws InterruptedException {
    ConsumerRecords<String, String> records = consumer.poll(LOOK);
    if (records.isEmpty()) {
      return;
    }
    List<JobId> ids = new ArrayList<>();
    for (ConsumerRecord<String, String> record : records) {
      try {
        ids.add(JobId.parse(record.value()));
      } catch (IllegalArgumentException e) {
        LOG.warnf("record without a job id is dropped: %s", e.getMessage());
      }
    }
    List<Claim> claims = List.of();
    AcknowledgeType answer = AcknowledgeType.ACCEPT;
    try {
      claims = jobs.claim(worker, ids, kind, config.lease());
    } catch (StoreException e) {
      LOG.warnf("%d jobs not claimed, given back: %s", ids.size(), e.getMessage());
      answer = AcknowledgeType.RELEASE;
    }
    heartbeat.keep(claims);
    claims.forEach(sink::accepted);
    for (ConsumerRecord<String, String> record : records) {
      consumer.acknowledge(record, answer);
    }
    consumer.commitAsync();
    if (answer == AcknowledgeType.RELEASE) {
      Thread.sleep(AFTER_FAILURE.toMillis());
    }
  }

  private KafkaShareConsumer<String, String> consumer(String topic) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, topic);
    settings.put("share.acknowledgement.mode", "explicit");
    settings.put("share.acquire.mode", "record_limit");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords);
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
    StringDeserializer text = new StringDeserializer();
    KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(settings, text, new StringDeserializer());
    consumer.subscribe(List.of(topic));
    return consumer;
  }

  private void ensureLayout() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      new KafkaLayout(admin).ensure();
    }
  }

  private void closeQuietly(KafkaShareConsumer<String, String> consumer) {
    try {
      consumer.close(Duration.ofSeconds(2));
    } catch (RuntimeException e) {
      LOG.warnf("a consumer of worker %s did not close cleanly: %s", worker, e.getMessage());
    }
  }

  private boolean pause(Duration time) {
    try {
      wakes.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
