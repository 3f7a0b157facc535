package dev.trm.gateway.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.JsonBody;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.JobPage;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.Retry;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The same done to all jobs that fit a filter, a piece a call: the caller asks again with the
 * cursor it was given, and so sees how far it is and can stop.
 */
@Path("/v1/jobs")
@Tag(name = "Jobs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class BulkJobsResource {
  private final JobStore jobs;
  private final Idempotency idempotency;
  private final QueueLimit limit;
  private final JsonBody json;

  @Inject
  BulkJobsResource(JobStore jobs, Idempotency idempotency, QueueLimit limit, JsonBody json) {
    this.jobs = jobs;
    this.idempotency = idempotency;
    this.limit = limit;
    this.json = json;
  }

  /**
   * How far it is.
   *
   * @param done jobs that it was done to in this call
   * @param next the cursor to go on with; absent where nothing is left
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record BulkView(int done, @Nullable String next) {}

  @POST
  @Path("/cancel")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "cancelJobs",
      summary = "Cancel the jobs that fit a filter",
      description =
          "A piece a call, newest first: ask again with the cursor it gives as next until there is"
              + " none. A submitter's own only.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "JobsRequest"),
              examples =
                  @ExampleObject(
                      name = "all that wait for a model",
                      value = "{\"state\": \"QUEUED\", \"model\": \"sudoku@champion\"}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = BulkView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public BulkView cancel(@Nullable InputStream body, @Context SecurityContext context)
      throws IOException {
    Caller caller = Caller.of(context);
    BulkForm form =
        BulkForm.parse(JsonBody.parse(json.bytes(body)), state -> !state.isFinal(), caller.only());
    JobPage page = jobs.page(form.filter(), form.cursor(), form.limit());
    int done = 0;
    for (Job job : page.jobs()) {
      if (jobs.cancel(job.id(), caller.name())
          .filter(cancelled -> cancelled.job().state() == JobState.CANCELLED)
          .isPresent()) {
        done++;
      }
    }
    return new BulkView(done, page.next());
  }

  @POST
  @Path("/retry")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "retryJobs",
      summary = "Run the jobs that fit a filter again",
      description =
          "Makes a new job with retryOf of each; a piece a call, newest first: ask again with the"
              + " cursor it gives as next until there is none. A submitter's own only. An"
              + " Idempotency-Key may be the same for all calls: no job is run again twice under"
              + " it. Where the queue is full the call is refused, and the same call goes on later.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "JobsRequest"),
              examples =
                  @ExampleObject(
                      name = "all that have failed since",
                      value = "{\"state\": \"FAILED\", \"since\": \"2026-01-31T12:00:00Z\"}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = BulkView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public BulkView retry(
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext context)
      throws IOException {
    Caller caller = Caller.of(context);
    BulkForm form =
        BulkForm.parse(JsonBody.parse(json.bytes(body)), JobState::isFinal, caller.only());
    if (key != null) {
      Idempotency.check(key);
    }
    JobPage page = jobs.page(form.filter(), form.cursor(), form.limit());
    int done = 0;
    for (Job job : page.jobs()) {
      if (retried(job, key, caller.key())) {
        done++;
      }
    }
    return new BulkView(done, page.next());
  }

  /** Each job has an id reserved under the key and its own, so a call that broke off goes on. */
  private boolean retried(Job old, @Nullable String key, ApiKey caller) {
    String actor = caller.name();
    JobId again =
        key == null
            ? JobId.next()
            : new JobId(idempotency.reserved(actor, key + " " + old.id(), "retry " + old.id()));
    Retry retry =
        key != null && jobs.find(again).isPresent()
            ? jobs.retry(old.id(), actor, again)
            : limit.within(
                caller,
                new QueueLimit.Demand(old.kind(), 1, 0),
                () -> jobs.retry(old.id(), actor, again));
    return retry instanceof Retry.Submitted;
  }
}
