package dev.trm.gateway.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.jobs.JobView;
import dev.trm.gateway.jobs.Submission;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.request.Timing;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.store.ApiKey.Role;
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
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Submitting training runs. */
@Path("/v1/training-jobs")
@Tag(name = "Training")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class TrainingJobsResource {
  private final Submission submission;
  private final VisibleSources sources;
  private final PromotionRights rights;
  private final JsonBody json;
  private final Clock clock;

  @Inject
  TrainingJobsResource(
      Submission submission,
      VisibleSources sources,
      PromotionRights rights,
      JsonBody json,
      Clock clock) {
    this.clock = clock;
    this.submission = submission;
    this.sources = sources;
    this.rights = rights;
    this.json = json;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "submitTraining",
      summary = "Submit a training run",
      description =
          "Gaps are filled with defaults for the puzzles; the answer shows them. The data are made"
              + " from a seed (generator sudoku or maze), or were sent before and are named by id"
              + " or name.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "TrainingRequest"),
              examples = {
                @ExampleObject(name = "least", value = "{\"model\": \"sudoku-9x9\"}"),
                @ExampleObject(
                    name = "more",
                    value =
                        "{\"model\": \"sudoku-6x6\", \"dataset\": {\"generator\": \"sudoku\","
                            + " \"size\": 6, \"puzzles\": 20000}, \"training\": {\"steps\": 3000,"
                            + " \"batch\": 64, \"learningRate\": 0.004, \"seed\": 1},"
                            + " \"evaluateEvery\": 500, \"promotion\": {\"gate\": \"better\"}}"),
                @ExampleObject(
                    name = "mazes",
                    value =
                        "{\"model\": \"my-mazes\", \"dataset\": {\"generator\": \"maze\","
                            + " \"width\": 10, \"height\": 10, \"unique\": true}}"),
                @ExampleObject(
                    name = "ends at a plateau, with Muon and smoothed labels",
                    value =
                        "{\"model\": \"sudoku-6x6\", \"dataset\": {\"size\": 6}, \"training\":"
                            + " {\"steps\": 10000, \"optimizer\": \"muon\", \"labelSmoothing\":"
                            + " 0.05, \"stop\": {\"patience\": 4, \"minDelta\": 0.005,"
                            + " \"maxTime\": \"PT2H\"}}, \"evaluateEvery\": 500}"),
                @ExampleObject(
                    name = "a data set that was sent",
                    value = "{\"model\": \"mirror\", \"dataset\": {\"name\": \"mirror\"}}")
              }))
  @APIResponse(
      responseCode = "202",
      description = "The job is stored; Location says where.",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "403", ref = "#/components/responses/NoRightToPromote")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public RestResponse<JobView> submit(
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    byte[] bytes = json.bytes(body);
    JsonNode request = JsonBody.parse(bytes);
    Timing timing = Timing.parse(new JsonFields(request, ""), clock.instant());
    TrainSpec spec = rights.admit(spec(request, caller), Caller.of(caller));
    NewJob training =
        new NewJob(
            JobKind.TRAIN,
            spec,
            Priority.NORMAL,
            caller.getUserPrincipal().getName(),
            timing.runAt(),
            timing.deadline(),
            null);
    return Submission.accepted(
        submission.once(Caller.of(caller).key(), key, "train", bytes, training));
  }

  @POST
  @Path("/plan")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "planTraining",
      summary = "What a training run would be",
      description =
          "Takes what a submission takes and answers with the specification, its gaps filled."
              + " Nothing is stored.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "TrainingRequest"),
              examples = @ExampleObject(name = "least", value = "{\"model\": \"sudoku-9x9\"}")))
  @APIResponse(
      responseCode = "200",
      description = "As a stored job's training has it.",
      content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(responseCode = "403", ref = "#/components/responses/NoRightToPromote")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public JsonNode plan(@Nullable InputStream body, @Context SecurityContext caller)
      throws IOException {
    JsonNode request = JsonBody.parse(json.bytes(body));
    Timing.parse(new JsonFields(request, ""), clock.instant());
    TrainSpec spec = spec(request, caller);
    return JobJson.tree(spec.promoted(rights.admit(spec, Caller.of(caller)).promotion()));
  }

  private TrainSpec spec(JsonNode request, SecurityContext caller) {
    return TrainSpec.parse(without(request, Timing.FIELDS), sources.of(Caller.of(caller)));
  }

  private static JsonNode without(JsonNode request, List<String> fields) {
    ObjectNode rest = request.deepCopy();
    return rest.remove(fields);
  }
}
