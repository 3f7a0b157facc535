package dev.trm.gateway.training;

import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.jobs.JobView;
import dev.trm.gateway.jobs.Submission;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.JsonBody;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.Continuation;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunContinuations;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Going on from what a run has left. Each time it is a new run, which names the one before. */
@Path("/v1/runs/{id}")
@Tag(name = "Training")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
class ContinuedRunsResource {
  private final VisibleRuns visible;
  private final RunCheckpoints checkpoints;
  private final RunContinuations continuations;
  private final PromotionRights rights;
  private final Submission submission;
  private final JsonBody json;

  @Inject
  ContinuedRunsResource(
      VisibleRuns visible,
      RunCheckpoints checkpoints,
      RunContinuations continuations,
      PromotionRights rights,
      Submission submission,
      JsonBody json) {
    this.visible = visible;
    this.checkpoints = checkpoints;
    this.continuations = continuations;
    this.rights = rights;
    this.submission = submission;
    this.json = json;
  }

  @POST
  @Path("/resume")
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "resumeRun",
      summary = "Go on with a run that was stopped or failed",
      description =
          "Makes a new run of the same training, which goes on from a checkpoint of this one, its"
              + " newest if none is named. Computed with equal threads, device, precision and"
              + " library it ends in the same bits as if it had never stopped; else the run tells"
              + " what differs, as notBitIdentical. It has the place of this one in its sweep from"
              + " then on. A run goes on as one other only; what has been one and has stopped again"
              + " is resumed itself, from a checkpoint of its own or of those before it.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "ResumeRequest"),
              examples = @ExampleObject(name = "from the newest", value = "{}")))
  @APIResponse(
      responseCode = "202",
      description = "The new run's job is stored; Location says where.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description =
          "The run has not ended, has succeeded, has no checkpoint, goes on as another already, or"
              + " is of a sweep whose gate has decided without it. With a checkpoint, it can be"
              + " forked all the same.")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public RestResponse<JobView> resume(
      @PathParam("id") String id,
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    Run run = visible.find(id, caller);
    byte[] bytes = json.bytes(body);
    JsonFields fields = JsonBody.optionalFields(bytes);
    String wanted = fields.textOrNull("checkpoint");
    fields.end();
    JobState state = run.job().state();
    if (!state.isFinal()) {
      throw ProblemException.conflict(
          "Run "
              + id
              + " is "
              + state
              + "; only one that has ended can be resumed. Stop it first.");
    }
    if (state == JobState.SUCCEEDED) {
      throw ProblemException.conflict(
          "Run " + id + " is SUCCEEDED; to train further, fork it with more steps.");
    }
    CheckpointRow from = checkpoints.of(run, wanted, Caller.of(caller));
    TrainSpec spec = run.job().trainSpec().from(from.id(), from.parent());
    NewJob job =
        RunOrigin.of(run.job().spec())
            .map(origin -> NewJob.train(spec, origin, caller.getUserPrincipal().getName()))
            .orElseGet(() -> NewJob.train(spec, caller.getUserPrincipal().getName()));
    return Submission.accepted(
        submission.once(
            Caller.of(caller).key(),
            key,
            "resume " + id,
            bytes,
            job,
            (next, made) -> goOn(run.id(), next, made)));
  }

  private Job goOn(JobId run, JobId next, NewJob job) {
    Continuation continuation = continuations.begin(run, next, job);
    if (continuation instanceof Continuation.Begun begun) {
      return begun.job();
    }
    if (continuation instanceof Continuation.GoesOnAlready already) {
      Job last = already.last();
      throw ProblemException.conflict(
          "Run "
              + run
              + " goes on already, as run "
              + last.id()
              + ", which is "
              + last.state()
              + "; "
              + (last.state() == JobState.FAILED || last.state() == JobState.CANCELLED
                  ? "resume that one, or fork this one."
                  : "to train beside it, fork this one."));
    }
    UUID sweep = ((Continuation.SweepDecided) continuation).sweep();
    throw ProblemException.conflict(
        "Run "
            + run
            + " is of sweep "
            + sweep
            + ", which has decided without it; to train on by itself, fork it.");
  }

  @POST
  @Path("/fork")
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "forkRun",
      summary = "Go on from a run's checkpoint in another way",
      description =
          "Makes a new run, which goes on from a checkpoint of this one, its newest if none is"
              + " named, under other settings. Data, network and batch stay the run's. This one may"
              + " be in any state.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "ForkRequest"),
              examples = {
                @ExampleObject(
                    name = "further",
                    value = "{\"training\": {\"steps\": 20000, \"learningRate\": 0.001}}"),
                @ExampleObject(
                    name = "as another model",
                    value = "{\"model\": \"sudoku-6x6-b\", \"training\": {\"seed\": 2}}")
              }))
  @APIResponse(
      responseCode = "202",
      description = "The new run's job is stored; Location says where.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "403", ref = "#/components/responses/NoRightToPromote")
  @APIResponse(responseCode = "409", description = "The run has no checkpoint.")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public RestResponse<JobView> fork(
      @PathParam("id") String id,
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    Run run = visible.find(id, caller);
    byte[] bytes = json.bytes(body);
    ForkForm form = ForkForm.parse(JsonBody.optionalFields(bytes));
    CheckpointRow from = checkpoints.of(run, form.checkpoint(), Caller.of(caller));
    TrainSpec spec = rights.admit(form.spec(run.job().trainSpec(), from), Caller.of(caller));
    NewJob job = NewJob.train(spec, caller.getUserPrincipal().getName());
    return Submission.accepted(
        submission.once(Caller.of(caller).key(), key, "fork " + id, bytes, job));
  }
}
