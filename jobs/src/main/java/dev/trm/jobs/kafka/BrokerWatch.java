package dev.trm.jobs.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jboss.logging.Logger;

/**
 * Knows whether the process reaches its broker. A share consumer whose broker is away keeps two
 * threads busy without a pause, so consumers are told to end as soon as the broker is away, and new
 * ones are made only once it answers again. One thread at a time asks for that, with growing
 * pauses.
 */
public final class BrokerWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
  private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(200);
  private static final Duration UNCONNECTED = Duration.ofMillis(600);

  /** Brokers hold fetches back for five seconds, and heartbeats are as often. */
  private static final Duration UNANSWERED = Duration.ofSeconds(12);

  /** How soon a thread that waits for another one's question notices that it is to stop. */
  private static final long STOP_MILLIS = 250;

  private final Probe probe;
  private final Pauses pauses =
      new Pauses(Duration.ofMillis(250), Duration.ofSeconds(3), RandomGenerator.getDefault());
  private final ReentrantLock asking = new ReentrantLock();
  private final AtomicInteger probes = new AtomicInteger();
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService sampling =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "trm-broker-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean reachable;
  private int failures;

  /** Asks the broker for something. */
  public interface Probe {
    /**
     * @throws ExecutionException if the broker does not answer in time, or refuses
     */
    void ask() throws ExecutionException, InterruptedException;
  }

  public BrokerWatch(Probe probe) {
    this.probe = probe;
    long millis = BETWEEN_SAMPLES.toMillis();
    sampling.scheduleWithFixedDelay(this::sample, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** A share consumer while it is used; close it before the consumer. */
  public final class Watched implements AutoCloseable {
    private final KafkaShareConsumer<?, ?> consumer;
    private final Runnable onMember;
    private final ConnectionJudge judge = new ConnectionJudge(UNCONNECTED, UNANSWERED);
    private boolean member;
    private volatile boolean lost;

    private Watched(KafkaShareConsumer<?, ?> consumer, Runnable onMember) {
      this.consumer = consumer;
      this.onMember = onMember;
    }

    /** Whether the broker is away, so that the consumer must be closed without waiting for it. */
    public boolean lost() {
      return lost;
    }

    @Override
    public void close() {
      watched.remove(this);
    }

    private void sample() {
      Map<MetricName, ? extends Metric> metrics = consumer.metrics();
      lost =
          judge.away(
              System.nanoTime(),
              KafkaClients.figure(metrics, "connection-count"),
              KafkaClients.figure(metrics, "request-total"),
              KafkaClients.figure(metrics, "response-total"));
      if (lost) {
        away();
        close();
        consumer.wakeup();
      } else if (!member && KafkaClients.figure(metrics, "rebalance-total") > 0) {
        member = true;
        onMember.run();
      }
    }
  }

  /**
   * Wakes the consumer when the broker is away; {@link Watched#lost} is true from then on.
   *
   * @param onMember called once when the group has given the consumer its partitions
   */
  public Watched watch(KafkaShareConsumer<?, ?> consumer, Runnable onMember) {
    Watched watching = new Watched(consumer, onMember);
    watched.add(watching);
    return watching;
  }

  /** Whether the broker answered when it was last asked, and no consumer has missed it since. */
  public boolean reachable() {
    return reachable;
  }

  /** How often the broker was asked whether it is there. */
  public int probes() {
    return probes.get();
  }

  /**
   * Returns once the broker answers; at once if it is not known to be away.
   *
   * @return false once the latch is open, whatever the broker does
   */
  public boolean awaitBroker(CountDownLatch stopped) throws InterruptedException {
    while (stopped.getCount() > 0) {
      if (reachable) {
        return true;
      }
      if (asking.tryLock(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          if (!reachable
              && !stopped.await(pauses.after(failures).toNanos(), TimeUnit.NANOSECONDS)) {
            ask();
          }
        } finally {
          asking.unlock();
        }
      }
    }
    return false;
  }

  @Override
  public void close() {
    sampling.shutdownNow();
  }

  /** Held by one thread at a time. */
  private void ask() throws InterruptedException {
    probes.incrementAndGet();
    try {
      probe.ask();
    } catch (ExecutionException | KafkaException e) {
      if (failures++ == 0) {
        LOG.warnf("Kafka does not answer, jobs are taken again once it does: %s", e.getMessage());
      } else {
        LOG.debugf("Kafka does not answer (%d times): %s", failures, e.getMessage());
      }
      return;
    }
    if (failures > 0) {
      LOG.infof("Kafka answers again after %d questions", failures + 1);
    }
    failures = 0;
    reachable = true;
  }

  private void away() {
    if (reachable) {
      reachable = false;
      LOG.warn("Kafka is away: share consumers are closed until it answers");
    }
  }

  private void sample() {
    try {
      watched.forEach(Watched::sample);
    } catch (RuntimeException e) {
      LOG.error("share consumers are not watched in this round", e);
    }
  }
}
