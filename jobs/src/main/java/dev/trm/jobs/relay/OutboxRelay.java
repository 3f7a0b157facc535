package dev.trm.jobs.relay;

import dev.trm.jobs.JobId;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.kafka.KafkaClients;
import dev.trm.jobs.store.Outbox;
import dev.trm.jobs.store.Outbox.Announcement;
import dev.trm.jobs.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Announces runnable jobs on their topics, on its own thread, at once after a change of this
 * process and else at an interval, shorter while there is something to announce. What cannot be
 * sent is due again, so a broken broker delays and loses nothing.
 */
public final class OutboxRelay implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** How many times sooner than else it looks again after it has announced something. */
  private static final int SOONER = 5;

  /** How many times later than else it looks again after it has long announced nothing. */
  private static final int LATER = 4;

  /** How many looks in vain are long. */
  private static final int MANY_IN_VAIN = 100;

  /**
   * Where jobs come closely one after the other, a look waits for some to gather, so long for each
   * of those before: what is announced together is claimed, recorded and told together.
   */
  private static final int GATHER_MILLIS = 5;

  private static final int MOST_GATHER_MILLIS = 25;

  private static final Map<String, Object> PRODUCER =
      Map.of(
          ProducerConfig.MAX_BLOCK_MS_CONFIG, 2000,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4000,
          // The relay flushes when all of an announcement is there.
          ProducerConfig.LINGER_MS_CONFIG, 1000);

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Outbox outbox;
  private final KafkaClients clients;
  private final Duration interval;
  private final Semaphore wakes = new Semaphore(0);
  private final ConcurrentLinkedQueue<JobId> unsent = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "trm-outbox-relay");
  private volatile @Nullable Producer<String, String> producer;
  private volatile boolean closed;

  /** Does nothing before {@link #start()}. */
  public OutboxRelay(Outbox outbox, KafkaClients clients, Duration interval) {
    this.outbox = outbox;
    this.clients = clients;
    this.interval = interval;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Says that there may be something to announce. */
  public void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    Producer<String, String> open = producer;
    if (open != null) {
      open.close(FAREWELL);
    }
  }

  private void run() {
    int inVain = 0;
    while (!closed) {
      try {
        int announced = announce(opened());
        if (announced > 1) {
          Thread.sleep(Math.min(MOST_GATHER_MILLIS, announced * GATHER_MILLIS));
        }
        inVain = announced > 0 ? 0 : inVain + 1;
        pause(untilNextLook(inVain));
      } catch (InterruptedException | InterruptException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | KafkaException | StoreException e) {
        LOG.warnf("relay cannot go on, tries again in %s: %s", AFTER_FAILURE, e.getMessage());
        if (!pauseQuietly()) {
          return;
        }
      } catch (RuntimeException e) {
        LOG.errorf(e, "relay failed, tries again in %s", AFTER_FAILURE);
        if (!pauseQuietly()) {
          return;
        }
      }
    }
  }

  /**
   * Where there was something there will be more, and workers elsewhere cannot wake this one; where
   * nothing was wanted for long, each look only keeps two processors awake.
   */
  private Duration untilNextLook(int inVain) {
    if (inVain == 0) {
      return interval.dividedBy(SOONER);
    }
    return inVain < MANY_IN_VAIN ? interval : interval.multipliedBy(LATER);
  }

  /** The producer; at first it makes topics and groups, and fails as long as Kafka is away. */
  private Producer<String, String> opened() throws ExecutionException, InterruptedException {
    Producer<String, String> open = producer;
    if (open == null) {
      new KafkaLayout(clients).ensure();
      open = clients.producer(PRODUCER);
      producer = open;
    }
    return open;
  }

  /** How many there were. */
  private int announce(Producer<String, String> producer) {
    List<JobId> failed = List.copyOf(unsent);
    if (!failed.isEmpty()) {
      outbox.notAnnounced(failed);
      unsent.removeAll(failed);
    }
    List<Announcement> marked = outbox.take();
    if (marked.isEmpty()) {
      return 0;
    }
    FaultPoint.ANNOUNCEMENT_MARKED.reached();
    for (Announcement announcement : marked) {
      JobId job = announcement.job();
      producer.send(
          JobTopics.record(announcement),
          (sent, failure) -> {
            if (failure != null) {
              LOG.warnf("job %s not announced, due again: %s", job, failure.getMessage());
              unsent.add(job);
            }
          });
    }
    // All of them together, and at once.
    producer.flush();
    FaultPoint.ANNOUNCEMENT_SENT.reached();
    return marked.size();
  }

  private void pause(Duration time) throws InterruptedException {
    if (wakes.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
      wakes.drainPermits();
    }
  }

  private boolean pauseQuietly() {
    try {
      pause(AFTER_FAILURE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
