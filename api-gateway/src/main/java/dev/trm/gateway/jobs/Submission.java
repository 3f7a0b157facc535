package dev.trm.gateway.jobs;

import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.request.Idempotency;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.store.JobStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Takes a job once, however often its request comes, as long as its queue has room. */
@Singleton
public final class Submission {
  private final JobStore jobs;
  private final Idempotency idempotency;
  private final QueueLimit limit;

  @Inject
  Submission(JobStore jobs, Idempotency idempotency, QueueLimit limit) {
    this.jobs = jobs;
    this.idempotency = idempotency;
    this.limit = limit;
  }

  /**
   * The job, which the same request may have made before; then it is as it is now.
   *
   * @param key the {@code Idempotency-Key}; null makes a new job each time
   * @param call what is called, part of what must be the same
   */
  public Job once(@Nullable String key, String call, byte[] body, NewJob job) {
    JobId id = new JobId(idempotency.target(job.submittedBy(), key, call, body));
    Job before = key == null ? null : jobs.find(id).orElse(null);
    if (before != null) {
      return before;
    }
    limit.check(job.kind());
    return jobs.submitOnce(new TreeMap<>(Map.of(id, job)), null).get(0);
  }

  /** 202: it is stored, and there it is looked at. */
  public static RestResponse<JobView> accepted(Job job) {
    return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, JobView.of(job))
        .location(URI.create(JobView.path(job)))
        .build();
  }
}
