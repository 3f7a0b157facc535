package dev.trm.jobs.relay;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.JobListener;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Counts this process' state changes and times how long jobs waited for their claim. */
@ApplicationScoped
class JobMeters implements JobListener {
  private final MeterRegistry meters;
  private final Clock clock;

  @Inject
  JobMeters(MeterRegistry meters, Clock clock) {
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public void changed(List<Job> jobs) {
    for (Job job : jobs) {
      String kind = job.kind().wire();
      meters.counter("trm.jobs.moved", "kind", kind, "state", job.state().name()).increment();
      if (job.state() == JobState.RUNNING) {
        meters
            .timer("trm.jobs.claim.wait", "kind", kind, "priority", job.priority().wire())
            .record(Duration.between(job.runAt(), clock.instant()));
      }
    }
  }
}
