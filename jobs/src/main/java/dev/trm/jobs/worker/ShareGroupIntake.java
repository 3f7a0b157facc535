package dev.trm.jobs.worker;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.relay.JobTopics;
import dev.trm.jobs.relay.KafkaLayout;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Takes jobs from the share groups of one kind, one consumer and one thread a priority, so that an
 * idle worker waits in the broker and costs nothing. A record only says that a job may be waiting:
 * the claim decides, and the record is acknowledged after the claim's commit, whoever got the job.
 */
final class ShareGroupIntake implements WorkerIntake {
  private static final Logger LOG = Logger.getLogger(ShareGroupIntake.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** How long to wait for more where there was something just now; others may go meanwhile. */
  private static final Duration LOOK = Duration.ofMillis(15);

  /** How long to wait in the broker where there was nothing; so long it waits for the dead too. */
  private static final Duration LONG_LOOK = Duration.ofSeconds(5);

  /** How long a consumer may take to leave its group. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** Of one claim: enough that its transaction costs each job little. */
  private static final int MOST_RECORDS = 256;

  private final String worker;
  private final JobKind kind;
  private final int pollRecords;
  private final JobSink sink;
  private final JobStore jobs;
  private final WorkerConfig config;
  private final Map<String, Object> kafka;
  private final Heartbeat heartbeat;
  private final IntakeTurns turns;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Map<Priority, KafkaShareConsumer<String, String>> open = new ConcurrentHashMap<>();
  private final List<Thread> threads;

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
    this.turns =
        new IntakeTurns(
            () -> heartbeat.drained() || heartbeat.holdsSuspects() ? 0 : sink.free(),
            () -> !heartbeat.drained() && !heartbeat.holdsJobs());
    this.threads =
        Stream.concat(
                Arrays.stream(Priority.values())
                    .map(
                        priority ->
                            thread(kind.wire() + "-" + priority.wire(), () -> run(priority))),
                Stream.of(thread(kind.wire() + "-apart", this::runApart)))
            .toList();
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, "trm-intake-" + name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    heartbeat.start();
    threads.forEach(Thread::start);
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
    turns.roomFreed();
  }

  @Override
  public void stopTaking() {
    stopped.countDown();
    heartbeat.stopping();
    turns.stop();
    open.values().forEach(KafkaShareConsumer::wakeup);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopTaking();
    heartbeat.close();
  }

  private void run(Priority priority) {
    try {
      do {
        try {
          takeFromOne(priority);
        } catch (WakeupException e) {
          LOG.debugf("intake of worker %s, priority %s ends", worker, priority.wire());
        } catch (ExecutionException | KafkaException e) {
          LOG.warnf(
              "intake cannot use Kafka, tries again in %s: %s", AFTER_FAILURE, e.getMessage());
        } catch (RuntimeException e) {
          LOG.errorf(e, "intake failed, starts again in %s", AFTER_FAILURE);
        } finally {
          turns.nothingThere(priority);
        }
      } while (!stopped.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes with one consumer until it fails or no more is wanted. */
  private void takeFromOne(Priority priority) throws ExecutionException, InterruptedException {
    KafkaShareConsumer<String, String> consumer = consumer(priority);
    try {
      open.put(priority, consumer);
      LOG.infof("worker %s takes %s jobs, priority %s", worker, kind.wire(), priority.wire());
      take(priority, consumer);
    } finally {
      open.remove(priority);
      close(consumer);
    }
  }

  /** Does not wait long for a broker that is gone; it gives the records back by itself. */
  private static void close(KafkaShareConsumer<String, String> consumer) {
    try {
      consumer.close(FAREWELL);
    } catch (KafkaException e) {
      LOG.warnf("share consumer not closed in order: %s", e.getMessage());
    }
  }

  private void take(Priority priority, KafkaShareConsumer<String, String> consumer)
      throws InterruptedException {
    while (turns.await(priority)) {
      ConsumerRecords<String, String> records =
          consumer.poll(turns.hasBacklog(priority) ? LOOK : LONG_LOOK);
      if (records.isEmpty()) {
        turns.nothingThere(priority);
      } else {
        take(priority, consumer, records);
      }
    }
  }

  /** Records that there is no room for go back at once, to whoever has room. */
  private void take(
      Priority priority,
      KafkaShareConsumer<String, String> consumer,
      ConsumerRecords<String, String> records)
      throws InterruptedException {
    int admitted = turns.admit(priority, records.count());
    List<JobId> suspects = new ArrayList<>();
    boolean claimed;
    try {
      claimed = claim(ids(records, admitted, suspects));
      if (claimed) {
        suspects.forEach(turns::apart);
      }
    } finally {
      turns.handedOver(admitted);
    }
    int n = 0;
    for (ConsumerRecord<String, String> record : records) {
      boolean done = claimed && n++ < admitted;
      consumer.acknowledge(record, done ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
    }
    consumer.commitAsync();
    if (!claimed) {
      stopped.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** The jobs that the first records name; suspects go to a list of their own. */
  private static List<JobId> ids(
      ConsumerRecords<String, String> records, int first, List<JobId> suspects) {
    List<JobId> ids = new ArrayList<>();
    int n = 0;
    for (ConsumerRecord<String, String> record : records) {
      if (n++ == first) {
        break;
      }
      String text = record.value();
      if (text == null) {
        LOG.warn("record without a value is dropped");
        continue;
      }
      try {
        JobId id = JobId.parse(text);
        (JobTopics.APART.equals(record.key()) ? suspects : ids).add(id);
      } catch (IllegalArgumentException e) {
        LOG.warnf("record without a job id is dropped: %s", e.getMessage());
      }
    }
    return ids;
  }

  /** False if the database could not be asked. */
  private boolean claim(List<JobId> ids) {
    if (ids.isEmpty()) {
      return true;
    }
    try {
      FaultPoint.BEFORE_CLAIM.reached();
      List<Claim> claims = jobs.claim(worker, ids, kind, config.lease());
      FaultPoint.AFTER_CLAIM.reached();
      heartbeat.keep(claims);
      claims.forEach(sink::accepted);
      FaultPoint.BEFORE_ACKNOWLEDGEMENT.reached();
      return true;
    } catch (StoreException e) {
      LOG.warnf("%d jobs not claimed, given back: %s", ids.size(), e.getMessage());
      return false;
    }
  }

  /** Claims suspects one group after the other, each when nothing else is held. */
  private void runApart() {
    try {
      Optional<JobId> suspect = turns.awaitApart();
      while (suspect.isPresent()) {
        try {
          claim(List.of(suspect.get()));
        } catch (RuntimeException e) {
          LOG.errorf(e, "suspect %s not claimed, it is announced again", suspect.get());
        } finally {
          turns.handedOverApart();
        }
        suspect = turns.awaitApart();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private KafkaShareConsumer<String, String> consumer(Priority priority)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      new KafkaLayout(admin).ensure();
    }
    String topic = JobTopics.of(kind, priority);
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, topic);
    settings.put("share.acknowledgement.mode", "explicit");
    settings.put("share.acquire.mode", "record_limit");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) LONG_LOOK.toMillis());
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
    KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    consumer.subscribe(List.of(topic));
    return consumer;
  }
}
