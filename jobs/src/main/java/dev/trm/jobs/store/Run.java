package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A training job with its newest measurements.
 *
 * @param latest by metric name, the point with the highest step
 * @param sweep that it has a place in; null if it has none
 * @param goesOnAs the run that it was resumed as; null if it was not
 */
public record Run(
    Job job, Map<String, MetricPoint> latest, @Nullable UUID sweep, @Nullable JobId goesOnAs) {

  /** One that was submitted by itself just now. */
  public static Run submitted(Job job) {
    return new Run(job, Map.of(), null, null);
  }

  public JobId id() {
    return job.id();
  }
}
