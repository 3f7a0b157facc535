package dev.trm.gateway.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.models.CheckpointView;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import dev.trm.jobs.Shown;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunFilter;
import dev.trm.jobs.store.RunPage;
import dev.trm.jobs.store.RunStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Training runs: their curves and checkpoints. A run has its job's id. */
@Path("/v1/runs")
@Tag(name = "Training")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class RunsResource {
  private static final int MOST_RUNS = 200;
  private static final int MOST_POINTS = 10_000;

  private final RunStore runs;
  private final JobStore jobs;
  private final VisibleRuns visible;

  @Inject
  RunsResource(RunStore runs, JobStore jobs, VisibleRuns visible) {
    this.runs = runs;
    this.jobs = jobs;
    this.visible = visible;
  }

  /**
   * Some runs, newest first.
   *
   * @param next the cursor of the page after; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RunList(List<RunView> runs, @Nullable String next) {}

  /** Curves by name. */
  record MetricsView(String run, Map<String, List<RunView.Point>> metrics) {}

  /** A run's checkpoints, highest step first. */
  record CheckpointList(String run, List<CheckpointView> checkpoints) {}

  @GET
  @Operation(
      operationId = "listRuns",
      summary = "List training runs, newest first",
      description = "Pages by cursor: every page costs the same.")
  @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "Cursor")
  @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "Limit")
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      description = "Only those in this state.",
      schema = @Schema(implementation = JobState.class))
  @Parameter(
      name = "model",
      in = ParameterIn.QUERY,
      description = "Only those that train this model.",
      example = "sudoku-9x9",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "sweep",
      in = ParameterIn.QUERY,
      description = "Only those that have a place in this sweep.",
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(
      name = "commit",
      in = ParameterIn.QUERY,
      description = "Only those that events of this commit started; 7 digits or more.",
      schema = @Schema(type = SchemaType.STRING, pattern = "^[0-9a-f]{7,64}$"))
  public RunList list(@Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    RunFilter filter =
        new RunFilter(
            query.state(),
            query.text("model"),
            query.uuid("sweep"),
            query.parsed("commit", RunsResource::commit),
            Caller.of(caller).only());
    String cursor = query.cursor();
    int limit = query.integer("limit", 50, 1, MOST_RUNS);
    query.end();
    RunPage page = runs.page(filter, cursor, limit);
    return new RunList(page.runs().stream().map(RunView::of).toList(), page.next());
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getRun", summary = "Look at a run")
  public RunView get(@PathParam("id") String id, @Context SecurityContext caller) {
    return whole(find(id, caller));
  }

  @GET
  @Path("/{id}/metrics")
  @Operation(
      operationId = "getMetrics",
      summary = "A run's curves",
      description =
          "Where there are more points than asked for, the first and the last stay, and of each of"
              + " equal stretches between them the least and the greatest: no peak is lost. A name"
              + " that nothing was measured under has an empty curve.")
  @Parameter(
      name = "names",
      in = ParameterIn.QUERY,
      description = "Which, parted by commas; all if left out.",
      example = "loss,exactAccuracy",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "points",
      in = ParameterIn.QUERY,
      description = "At most so many for each name.",
      schema =
          @Schema(
              type = SchemaType.INTEGER,
              minimum = "1",
              maximum = "10000",
              defaultValue = "500"))
  public MetricsView metrics(
      @PathParam("id") String id, @Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    List<String> names = MetricNames.of(query, List.of());
    int points = query.integer("points", 500, 1, MOST_POINTS);
    query.end();
    Run run = find(id, caller);
    Map<String, List<RunView.Point>> metrics = new LinkedHashMap<>();
    names.forEach(name -> metrics.put(name, new ArrayList<>()));
    for (MetricPoint point : runs.metrics(run.id(), names, points)) {
      metrics.computeIfAbsent(point.name(), name -> new ArrayList<>()).add(RunView.Point.of(point));
    }
    return new MetricsView(id, metrics);
  }

  @GET
  @Path("/{id}/checkpoints")
  @Operation(operationId = "listCheckpoints", summary = "A run's checkpoints, highest step first")
  public CheckpointList checkpoints(@PathParam("id") String id, @Context SecurityContext caller) {
    Run run = find(id, caller);
    return new CheckpointList(
        id, runs.checkpoints(run.id()).stream().map(CheckpointView::of).toList());
  }

  @GET
  @Path("/{id}/samples")
  @Operation(
      operationId = "listSamples",
      summary = "Held-out puzzles as a run's latest evaluation saw them solved",
      description =
          "At most 6, the same ones at each evaluation, so that one sees them get better; solved by"
              + " the averaged weights in the mode that solves have unless they ask for another."
              + " Only the latest evaluation's are kept; there are none before the first.")
  public SamplesView samples(@PathParam("id") String id, @Context SecurityContext caller) {
    JobId run = find(id, caller).id();
    return runs.samples(run)
        .map(seen -> SamplesView.of(seen, run))
        .orElseGet(() -> SamplesView.none(run));
  }

  @POST
  @Path("/{id}/stop")
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "stopRun",
      summary = "Stop a run",
      description =
          "A running one ends within a step, once it has kept all of itself in a checkpoint: until"
              + " then it has 'stopping', then it is CANCELLED and its reason names the checkpoint."
              + " One that waits ends at once. Asked again, nothing changes.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = RunView.class)))
  @APIResponse(responseCode = "409", description = "The run has succeeded or failed already.")
  public RunView stop(@PathParam("id") String id, @Context SecurityContext caller) {
    Run run = find(id, caller);
    String actor = Caller.of(caller).name();
    JobState state = run.job().state();
    if (state == JobState.RUNNING) {
      runs.askToStop(run.id(), actor);
    } else if (state == JobState.SUCCEEDED || state == JobState.FAILED) {
      throw ProblemException.conflict("Run " + id + " had ended already: it is " + state + ".");
    } else {
      jobs.cancel(run.id(), actor);
    }
    return get(id, caller);
  }

  private static String commit(String text) {
    if (!text.matches(RunOrigin.COMMIT)) {
      throw new IllegalArgumentException(
          "commit is '" + Shown.of(text) + "'; it must have 7 to 64 hexadecimal digits");
    }
    return text;
  }

  private RunView whole(Run run) {
    return RunView.whole(run, runs.resumptions(run.id()), runs.stopWish(run.id()).orElse(null));
  }

  private Run find(String id, SecurityContext caller) {
    return visible.find(id, caller);
  }
}
