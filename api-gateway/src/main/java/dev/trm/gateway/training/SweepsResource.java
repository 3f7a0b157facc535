package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.operations.QueueLimit;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.request.Page;
import dev.trm.gateway.request.QueryFields;
import dev.trm.gateway.request.Timing;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.PromotionDecision;
import dev.trm.jobs.store.Sweep;
import dev.trm.jobs.store.SweepRun;
import dev.trm.jobs.store.Sweeps;
import dev.trm.jobs.sweep.SweepPlan;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Trainings over values and seeds. */
@Path("/v1/sweeps")
@Tag(name = "Training")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class SweepsResource {
  private static final int MOST_SWEEPS = 200;

  private final Sweeps sweeps;
  private final JobStore jobs;
  private final VisibleSources sources;
  private final PromotionRights rights;
  private final Idempotency idempotency;
  private final QueueLimit queue;
  private final JsonBody json;
  private final Clock clock;

  @Inject
  SweepsResource(
      Sweeps sweeps,
      JobStore jobs,
      VisibleSources sources,
      PromotionRights rights,
      Idempotency idempotency,
      QueueLimit queue,
      JsonBody json,
      Clock clock) {
    this.clock = clock;
    this.sweeps = sweeps;
    this.jobs = jobs;
    this.sources = sources;
    this.rights = rights;
    this.idempotency = idempotency;
    this.queue = queue;
    this.json = json;
  }

  /**
   * Sweeps, newest first.
   *
   * @param next the cursor of the page after; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SweepList(List<SweepSummary> sweeps, @Nullable String next) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "submitSweep",
      summary = "Train over values and seeds",
      description =
          "A training request with lists of values by fields in over: one run for each combination,"
              + " up to 100, all stored or none. The runs register versions and promote nothing;"
              + " with a promotion, the sweep decides once when all have ended.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "SweepRequest"),
              examples =
                  @ExampleObject(
                      name = "rates by seeds",
                      value =
                          "{\"model\": \"sudoku-4x4\", \"dataset\": {\"size\": 4}, \"training\":"
                              + " {\"steps\": 600}, \"over\": {\"training.learningRate\": [0.002,"
                              + " 0.004], \"training.seed\": [1, 2, 3]},"
                              + " \"promotion\": {\"gate\": \"better\", \"margin\": 0.01}}")))
  @APIResponse(
      responseCode = "202",
      description = "The sweep and its runs are stored; Location says where.",
      content = @Content(schema = @Schema(implementation = SweepView.class)))
  @APIResponse(responseCode = "403", ref = "#/components/responses/NoRightToPromote")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public RestResponse<SweepView> submit(
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext context)
      throws IOException {
    byte[] bytes = json.bytes(body);
    JsonNode request = JsonBody.parse(bytes);
    Timing timing = Timing.parse(new JsonFields(request, ""), clock.instant());
    ObjectNode training = request.deepCopy();
    training.remove(Timing.FIELDS);
    Caller caller = Caller.of(context);
    SweepPlan plan = rights.admit(SweepPlan.parse(training, sources.of(caller)), caller);
    UUID id = idempotency.target(caller.name(), key, "sweep", bytes);
    Sweep sweep = key == null ? null : sweeps.find(id).orElse(null);
    if (sweep == null) {
      int runs = plan.trainings().size();
      sweep =
          queue.within(
              caller.key(),
              timing.runAt() == null
                  ? new QueueLimit.Demand(JobKind.TRAIN, runs, 0)
                  : new QueueLimit.Demand(JobKind.TRAIN, 0, runs),
              () ->
                  sweeps.submitOnce(
                      id,
                      plan,
                      caller.name(),
                      each ->
                          new NewJob(
                              JobKind.TRAIN,
                              each.spec(),
                              Priority.NORMAL,
                              caller.name(),
                              timing.runAt(),
                              timing.deadline(),
                              null)));
    }
    return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, view(sweep))
        .location(URI.create("/v1/sweeps/" + sweep.id()))
        .build();
  }

  @GET
  @Operation(operationId = "listSweeps", summary = "List sweeps, newest first")
  @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "Cursor")
  @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "Limit")
  public SweepList list(@Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    UUID before = query.idCursor();
    int limit = query.integer("limit", 50, 1, MOST_SWEEPS);
    query.end();
    Page<Sweep> page =
        Page.cut(
            sweeps.page(Caller.of(caller).only(), before, limit + 1),
            limit,
            sweep -> sweep.id().toString());
    Map<UUID, PromotionDecision> decisions =
        sweeps.decisions(page.entries().stream().map(Sweep::id).toList());
    return new SweepList(
        page.entries().stream()
            .map(each -> SweepSummary.of(each, decisions.get(each.id())))
            .toList(),
        page.next());
  }

  @GET
  @Path("/{id}")
  @Operation(
      operationId = "getSweep",
      summary = "Look at a sweep: states, and each combination's accuracy over its seeds",
      description =
          "Accuracy is the share of held-out puzzles right: its mean over seeds with the 95 %"
              + " interval by Student's t. With a promotion, decision tells what came of it.")
  public SweepView get(@PathParam("id") String id, @Context SecurityContext caller) {
    return view(find(id, caller));
  }

  @POST
  @Path("/{id}/cancel")
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "cancelSweep",
      summary = "Cancel the runs of a sweep",
      description = "Those that have ended stay as they are.")
  public SweepView cancel(@PathParam("id") String id, @Context SecurityContext caller) {
    Sweep sweep = find(id, caller);
    for (SweepRun run : sweeps.runs(sweep.id())) {
      JobState state = run.state();
      if (state != null && !state.isFinal()) {
        jobs.cancel(run.run(), Caller.of(caller).name());
      }
    }
    return view(sweep);
  }

  private SweepView view(Sweep sweep) {
    return SweepView.of(sweep, sweeps.runs(sweep.id()), sweeps.decision(sweep.id()).orElse(null));
  }

  private Sweep find(String id, SecurityContext caller) {
    return sweeps
        .find(Ids.batch(id))
        .filter(sweep -> Caller.of(caller).sees(sweep.submittedBy()))
        .orElseThrow(() -> ProblemException.notFound("There is no sweep " + id + "."));
  }
}
