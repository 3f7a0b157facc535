package dev.trm.jobs.events;

import dev.trm.jobs.Job;
import dev.trm.jobs.kafka.KafkaClients;
import dev.trm.jobs.kafka.Pauses;
import dev.trm.jobs.relay.JobTopics;
import dev.trm.jobs.store.JobListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/**
 * Tells events on the topic, every change of state in this process among them, on a thread of its
 * own: whoever has something to tell neither waits for the broker nor writes JSON.
 */
@ApplicationScoped
class KafkaJobEvents implements JobEvents, JobListener {
  private static final Logger LOG = Logger.getLogger(KafkaJobEvents.class);

  /** Events that wait for the thread; more are dropped. */
  private static final int MOST_WAITING = 8192;

  /** How long the last events may take when the application ends. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** Where events come closely one after the other, the next wait for some to gather. */
  private static final Duration GATHER = Duration.ofMillis(5);

  /** Characters of one record; a single event that is longer goes alone. */
  private static final int LONGEST = 100_000;

  /** Milliseconds that the producer would wait for more; it is told when all is there. */
  private static final int LINGER = 1000;

  private static final Map<String, Object> PRODUCER =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "1",
          // Quarkus' configuration may ask for it, and it needs acks=all.
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          false,
          ProducerConfig.LINGER_MS_CONFIG,
          LINGER,
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          2000,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          2000,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          4000);

  private final Counter dropped;
  private final KafkaClients clients;

  private final Pauses pauses =
      new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(5), RandomGenerator.getDefault());

  /** One for all: what one process tells stays in order. */
  private final String key = UUID.randomUUID().toString();

  private final Clock clock;

  /** Events; at last, one that is empty says that no more will come. */
  private final BlockingQueue<Optional<JobEvent>> waiting = new LinkedBlockingQueue<>(MOST_WAITING);

  private final Thread thread = new Thread(this::run, "trm-job-events");

  @Inject
  KafkaJobEvents(KafkaClients clients, MeterRegistry meters, Clock clock) {
    this.clock = clock;
    this.dropped = meters.counter("trm.job.events.dropped");
    this.clients = clients;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void tell(JobEvent event) {
    // The history in the database stays complete.
    if (!waiting.offer(Optional.of(event))) {
      dropped.increment();
    }
  }

  @Override
  public void changed(List<Job> jobs) {
    Instant now = clock.instant();
    for (Job job : jobs) {
      // Of a submission nobody can have heard before; whoever follows the job reads it first.
      if (job.events() > 1) {
        tell(JobEvent.state(job, now));
      }
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    if (!waiting.offer(Optional.empty())) {
      thread.interrupt();
    }
    thread.join(FAREWELL.toMillis());
  }

  /** Sends all that has gathered while the events before were on their way. */
  private void run() {
    try (Producer<String, String> producer = open()) {
      List<Optional<JobEvent>> gathered = new ArrayList<>();
      boolean more = true;
      while (more) {
        gathered.add(waiting.take());
        waiting.drainTo(gathered);
        more = gathered.stream().allMatch(Optional::isPresent);
        send(producer, gathered.stream().flatMap(Optional::stream).toList());
        producer.flush();
        if (more && gathered.size() > 1) {
          Thread.sleep(GATHER.toMillis());
        }
        gathered.clear();
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debug("the last events of this process are not told");
    }
  }

  /** Tries until an address of the broker can be resolved; meanwhile events wait or are dropped. */
  private Producer<String, String> open() throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return clients.producer(PRODUCER);
      } catch (KafkaException e) {
        Duration pause = pauses.after(failures);
        LOG.warnf("job events are not sent, tries again in %s: %s", pause, e.getMessage());
        Thread.sleep(pause.toMillis());
      }
    }
  }

  private void send(Producer<String, String> producer, List<JobEvent> events) {
    StringBuilder lines = new StringBuilder();
    int count = 0;
    for (JobEvent event : events) {
      String line = line(event);
      if (lines.length() + line.length() > LONGEST && count > 0) {
        send(producer, lines.toString(), count);
        lines.setLength(0);
        count = 0;
      }
      lines.append(line);
      count += line.isEmpty() ? 0 : 1;
    }
    if (count > 0) {
      send(producer, lines.toString(), count);
    }
  }

  private String line(JobEvent event) {
    try {
      return EventLines.line(event);
    } catch (IllegalArgumentException e) {
      dropped(1, e);
      return "";
    }
  }

  private void send(Producer<String, String> producer, String lines, int events) {
    try {
      producer.send(
          new ProducerRecord<>(JobTopics.EVENTS, key, lines),
          (sent, failure) -> {
            if (failure != null) {
              dropped(events, failure);
            }
          });
    } catch (KafkaException e) {
      dropped(events, e);
    }
  }

  private void dropped(int events, Exception failure) {
    dropped.increment(events);
    LOG.debugf("%d events dropped: %s", events, failure.getMessage());
  }
}
