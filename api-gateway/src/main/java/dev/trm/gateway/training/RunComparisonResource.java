package dev.trm.gateway.training;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.JobId;
import dev.trm.jobs.Shown;
import dev.trm.jobs.store.MetricPoint;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Runs side by side. */
@Path("/v1/runs/compare")
@Tag(name = "Training")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class RunComparisonResource {
  private static final int MOST_RUNS = 20;
  private static final int MOST_POINTS = 1_000;
  private static final List<String> CURVES = List.of("heldOut.accuracy", "loss");

  private final RunStore runs;
  private final VisibleRuns visible;

  @Inject
  RunComparisonResource(RunStore runs, VisibleRuns visible) {
    this.runs = runs;
    this.visible = visible;
  }

  @GET
  @Operation(
      operationId = "compareRuns",
      summary = "Compare runs",
      description =
          "What differs in their descriptions, field by field; their last and final figures side by"
              + " side; their curves on common steps: what all that have a curve span is parted into"
              + " equal stretches, and each run has its mean in each.")
  @Parameter(
      name = "ids",
      in = ParameterIn.QUERY,
      required = true,
      description = "2 to 20 runs, parted by commas.",
      example = "01930000-0000-7000-8000-000000000001,01930000-0000-7000-8000-000000000002",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "names",
      in = ParameterIn.QUERY,
      description = "Which curves, parted by commas.",
      example = "loss,exactAccuracy",
      schema = @Schema(type = SchemaType.STRING, defaultValue = "heldOut.accuracy,loss"))
  @Parameter(
      name = "points",
      in = ParameterIn.QUERY,
      description = "At most so many of each curve.",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "20"))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = RunComparison.class),
              examples =
                  @ExampleObject(
                      name = "two learning rates",
                      value =
                          "{\"runs\": [{\"id\": \"01930000-0000-7000-8000-000000000001\", \"model\":"
                              + " \"sudoku-6x6\", \"state\": \"SUCCEEDED\", \"version\":"
                              + " \"sudoku-6x6@1\"}, {\"id\":"
                              + " \"01930000-0000-7000-8000-000000000002\", \"model\":"
                              + " \"sudoku-6x6\", \"state\": \"RUNNING\"}], \"differences\":"
                              + " [{\"field\": \"training.learningRate\", \"values\": [0.004,"
                              + " 0.002]}], \"figures\": [{\"name\": \"loss\", \"values\": [0.41,"
                              + " 0.57]}, {\"name\": \"evaluation.checked.valid\", \"values\":"
                              + " [0.93, null]}], \"curves\": [{\"name\": \"loss\", \"steps\":"
                              + " [100, 200], \"values\": [[1.2, 0.9], [1.4, 1.1]]}]}")))
  @APIResponse(responseCode = "400", description = "A parameter is wrong; the problem says which.")
  @APIResponse(responseCode = "404", description = "One of the runs is not there.")
  public RunComparison compare(@Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    List<JobId> ids = query.parsed("ids", RunComparisonResource::ids);
    List<String> names = MetricNames.of(query, CURVES);
    int points = query.integer("points", 20, 1, MOST_POINTS);
    query.end();
    if (ids == null) {
      throw new ProblemException(
          Problem.parameter("ids", "ids is missing; it must be 2 to 20 runs parted by commas"));
    }
    List<Run> compared = ids.stream().map(id -> visible.find(id.toString(), caller)).toList();
    List<RunComparison.CommonCurve> curves = new ArrayList<>();
    for (String name : names) {
      Map<JobId, List<MetricPoint>> common = runs.common(ids, name, points);
      curves.add(
          RunComparison.CommonCurve.of(
              name, ids.stream().map(id -> common.getOrDefault(id, List.of())).toList()));
    }
    return RunComparison.of(compared, curves);
  }

  private static List<JobId> ids(String text) {
    List<JobId> ids = new ArrayList<>();
    Set<JobId> seen = new HashSet<>();
    for (String each : text.split(",", -1)) {
      JobId id = id(each);
      if (!seen.add(id)) {
        throw new IllegalArgumentException(
            "ids has '" + each + "' twice; each run once is allowed");
      }
      ids.add(id);
    }
    if (ids.size() < 2 || ids.size() > MOST_RUNS) {
      throw new IllegalArgumentException(
          "ids has " + ids.size() + " of them; it must have 2 to " + MOST_RUNS);
    }
    return ids;
  }

  private static JobId id(String text) {
    try {
      return JobId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "ids has '" + Shown.of(text) + "'; each must be a UUID of 36 characters", e);
    }
  }
}
