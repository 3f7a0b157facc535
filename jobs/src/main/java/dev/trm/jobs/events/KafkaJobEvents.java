package dev.trm.jobs.events;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.JobListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Tells events on the topic; every change of state in this process among them. */
@ApplicationScoped
class KafkaJobEvents implements JobEvents, JobListener {
  private static final Logger LOG = Logger.getLogger(KafkaJobEvents.class);

  private final Emitter<Record<String, String>> emitter;
  private final Counter dropped;
  private final Clock clock = Clock.systemUTC();

  @Inject
  KafkaJobEvents(
      @Channel("job-events") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 8192)
          Emitter<Record<String, String>> emitter,
      MeterRegistry meters) {
    this.emitter = emitter;
    this.dropped = meters.counter("trm.job.events.dropped");
  }

  @Override
  public void tell(JobEvent event) {
    try {
      emitter.send(Record.of(event.jobId().toString(), JobJson.write(event)));
    } catch (IllegalStateException e) {
      // The buffer is full or the application stops; the history in the database stays complete.
      dropped.increment();
      LOG.debugf("event of job %s dropped: %s", event.jobId(), e.getMessage());
    }
  }

  @Override
  public void changed(List<Job> jobs) {
    jobs.forEach(job -> tell(JobEvent.state(job, clock.instant())));
  }
}
