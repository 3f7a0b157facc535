package dev.trm.gateway.live;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.events.JobEvent;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Hands the events of the topic to those who listen for their job; the rest is not even read. */
@ApplicationScoped
public class LiveEvents {
  private static final Logger LOG = Logger.getLogger(LiveEvents.class);

  private final Map<String, Set<Consumer<JobEvent>>> listeners = new ConcurrentHashMap<>();

  /** Ends listening. */
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Calls the listener for every event of the job from now on, on the consumer's thread; it must
   * not block. Events may be missing.
   */
  public Listening listen(JobId job, Consumer<JobEvent> listener) {
    String key = job.toString();
    listeners.compute(
        key,
        (id, present) -> {
          Set<Consumer<JobEvent>> set = present == null ? ConcurrentHashMap.newKeySet() : present;
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

  @Incoming("job-events-live")
  void heard(Record<String, String> record) {
    String key = record.key();
    Set<Consumer<JobEvent>> interested = key == null ? null : listeners.get(key);
    if (interested == null) {
      return;
    }
    JobEvent event;
    try {
      event = JobJson.read(JobJson.parse(record.value()), JobEvent.class);
    } catch (IllegalArgumentException e) {
      LOG.warnf("an event of job %s is not understood and left out: %s", key, e.getMessage());
      return;
    }
    for (Consumer<JobEvent> listener : interested) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.errorf(e, "a listener of job %s failed", key);
      }
    }
  }
}
