package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import java.util.Map;

/**
 * A training job with its newest measurements.
 *
 * @param latest by metric name, the point with the highest step
 */
public record Run(Job job, Map<String, MetricPoint> latest) {
  public JobId id() {
    return job.id();
  }
}
