package dev.trm.gateway.arc;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.jobs.JobView;
import dev.trm.gateway.jobs.Submission;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.request.PreferWait;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.RunStore;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
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
import java.time.Clock;
import java.util.List;
import java.util.Optional;
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

/** Submitting an unseen task. */
@Path("/v1/arc-jobs")
@Tag(name = "Solving")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class ArcJobsResource {
  private final ModelRegistry registry;
  private final RunStore runs;
  private final JsonBody json;
  private final Submission submission;
  private final GatewayConfig config;
  private final Clock clock;

  @Inject
  ArcJobsResource(
      ModelRegistry registry,
      RunStore runs,
      JsonBody json,
      Submission submission,
      GatewayConfig config,
      Clock clock) {
    this.clock = clock;
    this.registry = registry;
    this.runs = runs;
    this.json = json;
    this.submission = submission;
    this.config = config;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "submitArcTask",
      summary = "Have an unseen ARC task answered",
      description =
          "A model is adapted to the task: every form of it, itself and its augmentations, gets a"
              + " row of the puzzle embedding, and rows and weights are fine-tuned on the train"
              + " pairs. Then every form answers each test input, and the answers are put to the"
              + " vote: the two best are the attempts. Outputs of test pairs, where they are given,"
              + " are there to score the attempts by and never reach the model. A job whose worker"
              + " is lost starts over and ends in the same result. 202 means that the job is"
              + " stored; with Prefer: wait=N the answer waits up to N seconds for its end and is"
              + " then 200.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "ArcRequest"),
              examples = {
                @ExampleObject(
                    name = "least",
                    value =
                        "{\"task\": {\"train\": [{\"input\": [[1, 0]], \"output\": [[0, 1]]}],"
                            + " \"test\": [{\"input\": [[2, 0]]}]}}"),
                @ExampleObject(
                    name = "everything",
                    value =
                        "{\"name\": \"007bbfb7\", \"task\": {\"train\": [{\"input\": [[1, 0]],"
                            + " \"output\": [[0, 1]]}], \"test\": [{\"input\": [[2, 0]],"
                            + " \"output\": [[0, 2]]}]}, \"model\": \"arc-30x30@champion\","
                            + " \"options\": {\"augmentations\": 100, \"steps\": 200, \"batch\":"
                            + " 32, \"learningRate\": 0.0001, \"puzzleLearningRate\": 0.01,"
                            + " \"weightDecay\": 0.1, \"puzzleWeightDecay\": 0.1, \"emaDecay\":"
                            + " 0.98, \"seed\": 1, \"maxCycles\": 16, \"keep\": false, \"delay\":"
                            + " \"PT5S\", \"deadline\": \"PT1H\", \"priority\": \"normal\"}}")
              }))
  @APIResponse(
      responseCode = "202",
      description = "The job is stored; Location says where.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The job has ended within the wait.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public Uni<RestResponse<JobView>> submit(
      @Nullable InputStream body,
      @Parameter(ref = "Wait") @HeaderParam("Prefer") List<String> prefer,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    Optional<PreferWait> wait = PreferWait.of(prefer, config.maxWait());
    byte[] bytes = json.bytes(body);
    ArcJobForm form =
        ArcJobForm.parse(JsonBody.parse(bytes), new ArcModels(registry, runs), clock.instant());
    String actor = caller.getUserPrincipal().getName();
    return submission.answer(
        submission.once(Caller.of(caller).key(), key, "arc", bytes, form.job(actor)), wait);
  }
}
