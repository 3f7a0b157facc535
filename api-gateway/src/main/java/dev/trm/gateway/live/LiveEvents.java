package dev.trm.gateway.live;

import dev.trm.jobs.JobId;
import dev.trm.jobs.events.EventLines;
import dev.trm.jobs.events.JobEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/** Hands the events of the topic to those who listen for their job; the rest is not even read. */
@ApplicationScoped
public class LiveEvents {
  private static final Logger LOG = Logger.getLogger(LiveEvents.class);

  private final Map<String, Set<Listener>> listeners = new ConcurrentHashMap<>();

  /** Told of one job's events, on the consumer's thread; it must not block. */
  public interface Listener {
    void heard(JobEvent event);

    /**
     * Events may have been missed. All that come from now on are heard, so what the database has
     * from now on is complete with them.
     */
    default void mayHaveMissed() {}
  }

  /** Ends listening. */
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** Calls the listener for every event of the job from now on. Events may be missing. */
  public Listening listen(JobId job, Listener listener) {
    String key = job.toString();
    listeners.compute(
        key,
        (id, present) -> {
          Set<Listener> set = present == null ? ConcurrentHashMap.newKeySet() : present;
          set.add(listener);
          return set;
        });
    return () ->
        listeners.computeIfPresent(
            key,
            (id, present) -> {
              present.remove(listener);
              return present.isEmpty() ? null : present;
            });
  }

  /** Tells all listeners so; called when hearing begins, at first or again. */
  void mayHaveMissed() {
    listeners.forEach(
        (key, interested) -> {
          for (Listener listener : interested) {
            listener.mayHaveMissed();
          }
        });
  }

  /** All that a poll has brought at once: most of it nobody listens for. */
  void heard(ConsumerRecords<String, String> records) {
    if (listeners.isEmpty()) {
      return;
    }
    for (ConsumerRecord<String, String> record : records) {
      String lines = record.value();
      if (lines != null) {
        EventLines.read(lines, listeners::containsKey, this::tell);
      }
    }
  }

  private void tell(JobEvent event) {
    for (Listener listener : listeners.getOrDefault(event.jobId().toString(), Set.of())) {
      try {
        listener.heard(event);
      } catch (RuntimeException e) {
        LOG.errorf(e, "a listener of job %s failed", event.jobId());
      }
    }
  }
}
