package dev.trm.gateway.solving;

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

/** Submitting one puzzle. */
@Path("/v1/solve-jobs")
@Tag(name = "Solving")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class SolveJobsResource {
  private final ModelRegistry registry;
  private final CheckpointShapes checkpoints;
  private final JsonBody json;
  private final Submission submission;
  private final GatewayConfig config;
  private final Clock clock;

  @Inject
  SolveJobsResource(
      ModelRegistry registry,
      CheckpointShapes checkpoints,
      JsonBody json,
      Submission submission,
      GatewayConfig config,
      Clock clock) {
    this.clock = clock;
    this.registry = registry;
    this.checkpoints = checkpoints;
    this.json = json;
    this.submission = submission;
    this.config = config;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "submitSolve",
      summary = "Submit a puzzle",
      description =
          "The puzzle is checked at once; 202 means that the job is stored. With Prefer: wait=N"
              + " the answer waits up to N seconds for the end of the job and is then 200.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "SolveRequest"),
              examples = {
                @ExampleObject(
                    name = "least",
                    value = "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"}}"),
                @ExampleObject(
                    name = "everything",
                    value =
                        "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"},"
                            + " \"model\": \"sudoku@champion\", \"options\": {\"maxCycles\":"
                            + " 16, \"search\": {\"attempts\": 4, \"budget\": 64, \"seed\": 1},"
                            + " \"trace\": \"full\", \"halt\": \"checked\", \"delay\":"
                            + " \"PT5S\", \"deadline\": \"PT30S\", \"priority\":"
                            + " \"normal\"}}"),
                @ExampleObject(
                    name = "a maze",
                    value =
                        "{\"puzzle\": {\"kind\": \"maze\", \"grid\": [\"S #\", \"  #\", \"#"
                            + " G\"]}}"),
                @ExampleObject(
                    name = "a grid of one's own",
                    value =
                        "{\"puzzle\": {\"kind\": \"grid\", \"grid\": [[0, 1], [1, 0]]}, \"model\":"
                            + " \"mirror\"}")
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
    SolveForm form =
        SolveForm.parse(
            JsonBody.parse(bytes), new KnownModels(registry, checkpoints), clock.instant());
    String actor = caller.getUserPrincipal().getName();
    return submission.answer(
        submission.once(Caller.of(caller).key(), key, "solve", bytes, form.job(actor)), wait);
  }
}
