package dev.trm.gateway.jobs;

import dev.trm.gateway.live.JobWaits;
import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.PreferWait;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.JobStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Takes a job once, however often its request comes, as long as its queue has room. */
@Singleton
public final class Submission {
  private static final Optional<Job> NOT_ENDED = Optional.empty();

  private final JobStore jobs;
  private final Idempotency idempotency;
  private final QueueLimit limit;
  private final JobWaits waits;
  private final GatheredSubmissions submissions;

  @Inject
  Submission(
      JobStore jobs,
      Idempotency idempotency,
      QueueLimit limit,
      JobWaits waits,
      GatheredSubmissions submissions) {
    this.jobs = jobs;
    this.submissions = submissions;
    this.idempotency = idempotency;
    this.limit = limit;
    this.waits = waits;
  }

  /**
   * The job, which the same request may have made before; then it is as it is now.
   *
   * @param submitter whose quotas must have room
   * @param key the {@code Idempotency-Key}; null makes a new job each time
   * @param call what is called, part of what must be the same
   */
  public Job once(ApiKey submitter, @Nullable String key, String call, byte[] body, NewJob job) {
    return once(submitter, key, call, body, job, submissions::submit);
  }

  /** Puts a job into the store. */
  public interface Storing {
    /**
     * Submits the job under an id, once.
     *
     * @throws dev.trm.gateway.problem.ProblemException if it is not to be
     */
    Job store(JobId id, NewJob job);
  }

  /**
   * As the other, stored in another way.
   *
   * @param storing called where the same request has made nothing before
   */
  public Job once(
      ApiKey submitter,
      @Nullable String key,
      String call,
      byte[] body,
      NewJob job,
      Storing storing) {
    JobId id = new JobId(idempotency.target(job.submittedBy(), key, call, body));
    Job before = key == null ? null : jobs.find(id).orElse(null);
    if (before != null) {
      return before;
    }
    return limit.within(submitter, QueueLimit.Demand.of(job), () -> storing.store(id, job));
  }

  /**
   * 202 with the job as it is, or, if somebody waits for it and it ends meanwhile, 200 with its
   * end. Holds no thread meanwhile.
   */
  public Uni<RestResponse<JobView>> answer(Job job, Optional<PreferWait> wait) {
    return wait.isEmpty()
        ? Uni.createFrom().item(accepted(job))
        : ended(job, wait.get()).map(now -> waited(now, wait.get()));
  }

  /** The job at its end, or as it is when the time is over or the gateway stops. */
  private Uni<Job> ended(Job job, PreferWait wait) {
    JobWaits.Wait waiting = waits.await(job.id());
    return Uni.combine()
        .any()
        .of(
            Uni.createFrom().completionStage(waiting.end()).map(Optional::of),
            Uni.createFrom().completionStage(waiting.givenUp()).map(nothing -> NOT_ENDED))
        .ifNoItem()
        .after(wait.time().plusMillis(1))
        .recoverWithItem(NOT_ENDED)
        .onTermination()
        .invoke(waiting::close)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(ended -> ended.orElseGet(() -> jobs.find(job.id()).orElse(job)));
  }

  private static RestResponse<JobView> waited(Job job, PreferWait wait) {
    RestResponse.Status status =
        job.state().isFinal() ? RestResponse.Status.OK : RestResponse.Status.ACCEPTED;
    return RestResponse.ResponseBuilder.create(status, JobView.of(job))
        .location(URI.create(JobView.path(job)))
        .header("Preference-Applied", wait.applied())
        .build();
  }

  /** 202: it is stored, and there it is looked at. */
  public static RestResponse<JobView> accepted(Job job) {
    return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, JobView.of(job))
        .location(URI.create(JobView.path(job)))
        .build();
  }
}
