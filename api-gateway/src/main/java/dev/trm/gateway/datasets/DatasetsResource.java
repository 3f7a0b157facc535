package dev.trm.gateway.datasets;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.body.BodyKind;
import dev.trm.gateway.body.Takes;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.Page;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.Dataset;
import dev.trm.jobs.store.DatasetRemoval;
import dev.trm.jobs.store.Datasets;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
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

/** Data sets of a user's own: a submitter's own; readers and operators see all. */
@Path("/v1/datasets")
@Tag(name = "Training")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class DatasetsResource {
  private static final String NDJSON = "application/x-ndjson";
  private static final String CSV = "text/csv";
  private static final int MOST_ON_A_PAGE = 200;

  private final Datasets datasets;
  private final DatasetUpload upload;

  @Inject
  DatasetsResource(Datasets datasets, DatasetUpload upload) {
    this.datasets = datasets;
    this.upload = upload;
  }

  /**
   * Data sets, newest first.
   *
   * @param next the cursor of the page after; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DatasetList(List<DatasetView> datasets, @Nullable String next) {}

  @POST
  @Takes(BodyKind.DATASET)
  @Consumes({NDJSON, "application/ndjson", MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, CSV})
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "addDataset",
      summary = "Send a data set to train on",
      description =
          "As NDJSON, a pair of grids a line: input, output and, if pairs belong together, group."
              + " Whole groups are held out to judge by; a pair without a group is one with those"
              + " of the same input. As JSON, ARC tasks with their solutions, one by id or one"
              + " alone: train pairs are trained on, test pairs held out. As text/csv or text/plain,"
              + " Sudokus or mazes of one size, with or without solutions, in any form that"
              + " docs/puzzle-files.md lists, such as a table with the columns puzzle and solution;"
              + " puzzles that a symmetry turns into each other are one group. It is read as it comes;"
              + " bad records are told by line, and beyond a share of them nothing is taken. A"
              + " training names it: {\"dataset\": {\"name\": \"mirror\"}}.")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      required = true,
      description = "What trainings call it; nobody else's data set may have it.",
      example = "mirror",
      schema = @Schema(type = SchemaType.STRING, pattern = "[a-z0-9][a-z0-9._-]{0,62}"))
  @Parameter(
      name = "heldOut",
      in = ParameterIn.QUERY,
      description = "The share of pairs, or of solved puzzles, to evaluate by; not for tasks.",
      example = "0.1",
      schema =
          @Schema(type = SchemaType.NUMBER, minimum = "0", maximum = "1", defaultValue = "0.1"))
  @Parameter(
      name = "seed",
      in = ParameterIn.QUERY,
      description = "Decides which of them are held out; not for tasks.",
      example = "1",
      schema = @Schema(type = SchemaType.INTEGER, format = "int64", defaultValue = "1"))
  @Parameter(
      name = "mostBad",
      in = ParameterIn.QUERY,
      description = "The share of bad records above which nothing is taken.",
      example = "0.01",
      schema =
          @Schema(type = SchemaType.NUMBER, minimum = "0", maximum = "1", defaultValue = "0.01"))
  @RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = NDJSON,
            schema = @Schema(type = SchemaType.STRING),
            examples =
                @ExampleObject(
                    name = "pairs",
                    value =
                        "{\"input\": [[1, 0], [2, 0]], \"output\": [[0, 1], [0, 2]], \"group\":"
                            + " \"a\"}\n"
                            + "{\"input\": [[3, 3], [0, 1]], \"output\": [[3, 3], [1, 0]],"
                            + " \"group\": \"b\"}\n")),
        @Content(
            mediaType = CSV,
            schema = @Schema(type = SchemaType.STRING),
            examples =
                @ExampleObject(
                    name = "Sudokus",
                    value = "puzzle,solution\n1.3...2..1...4.2,1234432131424132\n")),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT),
            examples =
                @ExampleObject(
                    name = "ARC tasks",
                    value =
                        "{\"007bbfb7\": {\"train\": [{\"input\": [[0, 7]], \"output\": [[7, 0]]}],"
                            + " \"test\": [{\"input\": [[7, 0]], \"output\": [[0, 7]]}]}}"))
      })
  @APIResponse(
      responseCode = "201",
      description = "The data set, with what was wrong with the records refused.",
      content = @Content(schema = @Schema(implementation = DatasetView.class)))
  @APIResponse(responseCode = "400", description = "A parameter is wrong or the body is empty.")
  @APIResponse(responseCode = "409", description = "There is a data set of that name.")
  @APIResponse(responseCode = "413", description = "The body has too many bytes or records.")
  @APIResponse(responseCode = "422", description = "Too many records are bad.")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QuotaExceeded")
  public RestResponse<DatasetView> add(
      @Nullable InputStream body,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    DatasetRequest request =
        DatasetRequest.parse(new QueryFields(uri), form(headers.getMediaType()));
    if (key != null) {
      Idempotency.check(key);
    }
    Dataset set =
        upload.take(
            body == null ? InputStream.nullInputStream() : body,
            request,
            key,
            Caller.of(caller).key());
    return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, DatasetView.of(set))
        .location(URI.create(DatasetView.path(set)))
        .build();
  }

  static DatasetRequest.Form form(@Nullable MediaType type) {
    if (type == null) {
      throw new ProblemException(
          Problem.header(
              HttpHeaders.CONTENT_TYPE,
              "Content-Type is missing; it must be "
                  + NDJSON
                  + ", application/json, text/csv or text/plain"));
    }
    if (type.getType().equals("text")) {
      return DatasetRequest.Form.PUZZLES;
    }
    return type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
        ? DatasetRequest.Form.TASKS
        : DatasetRequest.Form.PAIRS;
  }

  @GET
  @Operation(operationId = "listDatasets", summary = "List data sets, newest first")
  @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "Cursor")
  @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "Limit")
  public DatasetList list(@Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    UUID before = query.idCursor();
    int limit = query.integer("limit", 50, 1, MOST_ON_A_PAGE);
    query.end();
    Page<Dataset> page =
        Page.cut(
            datasets.page(Caller.of(caller).only(), before, limit + 1),
            limit,
            set -> set.id().toString());
    return new DatasetList(page.entries().stream().map(DatasetView::of).toList(), page.next());
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getDataset", summary = "Look at a data set, by its id or name")
  public DatasetView get(@PathParam("id") String id, @Context SecurityContext caller) {
    return DatasetView.of(find(id, caller));
  }

  @DELETE
  @Path("/{id}")
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "deleteDataset",
      summary = "Delete a data set that no training names, by its id or name")
  @APIResponse(responseCode = "204", description = "It is gone.")
  @APIResponse(responseCode = "409", description = "Trainings, schedules or recipes name it.")
  public void delete(@PathParam("id") String id, @Context SecurityContext caller) {
    Dataset set = find(id, caller);
    DatasetRemoval removal = datasets.remove(set.id(), Caller.of(caller).name());
    if (removal instanceof DatasetRemoval.InUse used) {
      throw ProblemException.conflict(
          String.format(
              "Data set '%s' is named by %d trainings, ended ones included, %d schedules, %d"
                  + " recipes and %d models' gates.",
              set.name(), used.trainings(), used.schedules(), used.recipes(), used.gates()));
    }
    if (removal instanceof DatasetRemoval.NotThere) {
      throw unknown(id);
    }
  }

  private Dataset find(String id, SecurityContext caller) {
    Optional<Dataset> found =
        DatasetRequest.isId(id)
            ? datasets.find(JobId.parse(id).value())
            : datasets.find(Ids.name("id", id));
    return found
        .filter(set -> Caller.of(caller).sees(set.submittedBy()))
        .orElseThrow(() -> unknown(id));
  }

  private static ProblemException unknown(String id) {
    return ProblemException.notFound("There is no data set " + id + ".");
  }
}
