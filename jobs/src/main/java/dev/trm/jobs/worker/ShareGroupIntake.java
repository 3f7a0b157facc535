package dev.trm.jobs.worker;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.kafka.BrokerWatch;
import dev.trm.jobs.kafka.KafkaClients;
import dev.trm.jobs.kafka.Pauses;
import dev.trm.jobs.relay.JobTopics;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs from the share groups of one kind, one consumer and one thread a priority, so that an
 * idle worker waits in the broker and costs nothing. A record only says that a job may be waiting:
 * the claim decides, and the record is acknowledged after the claim's commit, whoever got the job.
 */
final class ShareGroupIntake implements WorkerIntake {
  private static final Logger LOG = Logger.getLogger(ShareGroupIntake.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** A consumer that fails again and again says so about once a minute. */
  private static final int FAILURES_A_WARNING = 15;

  /** How long to wait for more where there was something just now; others may go meanwhile. */
  private static final Duration LOOK = Duration.ofMillis(15);

  /** How long to wait in the broker where there was nothing; so long it waits for the dead too. */
  private static final Duration LONG_LOOK = Duration.ofSeconds(5);

  /** After that a broker that does not answer is given up; longer than it may have nothing. */
  private static final Duration SILENCE = LONG_LOOK.multipliedBy(2);

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
  private final KafkaClients clients;
  private final BrokerWatch broker;
  private final Isolation isolation;
  private final Pauses pauses =
      new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(5), RandomGenerator.getDefault());
  private final Heartbeat heartbeat;
  private final IntakeTurns turns;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Line> lines = Arrays.stream(Priority.values()).map(Line::new).toList();
  private final List<Thread> threads;

  ShareGroupIntake(
      String worker,
      JobKind kind,
      int capacity,
      JobSink sink,
      JobStore jobs,
      WorkerConfig config,
      KafkaClients clients,
      BrokerWatch broker,
      Isolation isolation) {
    this.worker = worker;
    this.kind = kind;
    this.pollRecords = Math.max(1, Math.min(MOST_RECORDS, capacity / 4));
    this.sink = sink;
    this.jobs = jobs;
    this.config = config;
    this.clients = clients;
    this.broker = broker;
    this.heartbeat = new Heartbeat(worker, kind, capacity, sink, jobs, config, this::joined);
    this.isolation = isolation;
    this.turns =
        new IntakeTurns(
            () ->
                heartbeat.drained() || heartbeat.holdsSuspects() || isolation.closed()
                    ? 0
                    : sink.free(),
            () -> !heartbeat.drained() && isolation.idle(),
            () -> isolation.busyForLong(kind));
    this.threads =
        Stream.concat(
                lines.stream()
                    .map(line -> thread(kind.wire() + "-" + line.priority.wire(), line::run)),
                Stream.of(thread(kind.wire() + "-apart", this::runApart)))
            .toList();
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, "trm-intake-" + name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    isolation.add(heartbeat, turns);
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
    lines.forEach(Line::wakeUp);
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
    isolation.remove(heartbeat, turns);
  }

  /** The priorities whose share groups count this worker among their members. */
  Set<Priority> joined() {
    Set<Priority> joined = EnumSet.noneOf(Priority.class);
    lines.stream().filter(line -> line.joined).forEach(line -> joined.add(line.priority));
    return joined;
  }

  /** How many share consumers are open. */
  int consumers() {
    return (int) lines.stream().filter(line -> line.open != null).count();
  }

  /** One priority: its consumer, made again after each failure, on a thread of its own. */
  private final class Line {
    private final Priority priority;
    private volatile @Nullable KafkaShareConsumer<String, String> open;
    private volatile boolean joined;
    private int failures;

    private Line(Priority priority) {
      this.priority = priority;
    }

    private void wakeUp() {
      KafkaShareConsumer<String, String> consumer = open;
      if (consumer != null) {
        consumer.wakeup();
      }
    }

    private void run() {
      try {
        while (broker.awaitBroker(stopped)) {
          try {
            consume();
          } catch (WakeupException e) {
            LOG.debugf("consumer of worker %s, priority %s ends", worker, priority.wire());
          } catch (KafkaException e) {
            failed(e);
          } catch (RuntimeException e) {
            LOG.errorf(e, "intake of worker %s failed", worker);
            oneMoreFailure();
          } finally {
            turns.nothingThere(priority);
          }
          if (stopped.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Takes with one consumer until it fails, its broker is away or no more is wanted. */
    private void consume() throws InterruptedException {
      KafkaShareConsumer<String, String> consumer = consumer(priority);
      Duration farewell = Duration.ZERO;
      try (BrokerWatch.Watched watched = broker.watch(consumer, () -> admitted(consumer))) {
        opened(consumer);
        LOG.infof("worker %s takes %s jobs, priority %s", worker, kind.wire(), priority.wire());
        try {
          take(consumer, watched);
        } finally {
          farewell = watched.lost() ? Duration.ZERO : FAREWELL;
        }
      } finally {
        closed();
        close(consumer, farewell);
      }
    }

    private void take(KafkaShareConsumer<String, String> consumer, BrokerWatch.Watched watched)
        throws InterruptedException {
      while (turns.await(priority, watched::lost)) {
        ConsumerRecords<String, String> records =
            consumer.poll(turns.hasBacklog(priority) ? LOOK : LONG_LOOK);
        if (records.isEmpty()) {
          turns.nothingThere(priority);
        } else {
          ShareGroupIntake.this.take(priority, consumer, records);
        }
      }
    }

    private synchronized void opened(KafkaShareConsumer<String, String> consumer) {
      open = consumer;
      // A group that has refused the last consumer may refuse this one.
      join(failures == 0);
    }

    private synchronized void admitted(KafkaShareConsumer<String, String> consumer) {
      if (consumer.equals(open)) {
        failures = 0;
        join(true);
      }
    }

    private synchronized void closed() {
      open = null;
      join(false);
    }

    private synchronized int oneMoreFailure() {
      return ++failures;
    }

    private synchronized Duration pause() {
      return pauses.after(failures);
    }

    private void failed(KafkaException e) {
      int times = oneMoreFailure();
      boolean news = times == 1 || times % FAILURES_A_WARNING == 0;
      Logger.Level level = news ? Logger.Level.WARN : Logger.Level.DEBUG;
      String group = JobTopics.of(kind, priority);
      if (e instanceof GroupMaxSizeReachedException) {
        LOG.logf(
            level,
            "share group %s has no place for worker %s, which takes no such jobs and does not count"
                + " as capacity: raise group.share.max.size of the broker, at most 1000, or run"
                + " fewer workers of more slots",
            group,
            worker);
      } else {
        LOG.logf(level, "consumer of group %s failed (%d times): %s", group, times, e.getMessage());
      }
    }

    private void join(boolean member) {
      if (joined != member) {
        joined = member;
        heartbeat.beatSoon();
      }
    }
  }

  /** Does not wait long for a broker that is gone; it gives the records back by itself. */
  private static void close(KafkaShareConsumer<String, String> consumer, Duration farewell) {
    try {
      consumer.close(farewell);
    } catch (KafkaException e) {
      LOG.warnf("share consumer not closed in order: %s", e.getMessage());
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

  private KafkaShareConsumer<String, String> consumer(Priority priority) {
    String topic = JobTopics.of(kind, priority);
    KafkaShareConsumer<String, String> consumer =
        clients.shareConsumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                topic,
                ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                "explicit",
                ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG,
                "record_limit",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                pollRecords,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) SILENCE.toMillis(),
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                (int) LONG_LOOK.toMillis(),
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                Integer.MAX_VALUE));
    consumer.subscribe(List.of(topic));
    return consumer;
  }
}
