package dev.trm.gateway.solving;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.jobs.JobView;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.QueryFields;
import dev.trm.gateway.stream.LinePages;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.Batch;
import dev.trm.jobs.store.Batches;
import dev.trm.jobs.store.JobStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Looking at batches. */
@Path("/v1/batches")
@Tag(name = "Solving")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class BatchesResource {
  private static final int AT_ONCE = 100;

  private final Batches batches;
  private final JobStore jobs;

  @Inject
  BatchesResource(Batches batches, JobStore jobs) {
    this.batches = batches;
    this.jobs = jobs;
  }

  /** One line of the results: a job of the batch, and the line it came from. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ResultLine(
      int line,
      String job,
      JobState state,
      JobView.@Nullable PuzzleView puzzle,
      @Nullable JsonNode result,
      JobView.@Nullable FailureView failure) {

    static ResultLine of(Job job) {
      JobView view = JobView.of(job);
      return new ResultLine(
          BatchLines.line(job.id()),
          view.id(),
          view.state(),
          view.puzzle(),
          view.result(),
          view.failure());
    }
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getBatch", summary = "Look at a batch: how many jobs are in each state")
  public BatchView get(@PathParam("id") String id, @Context SecurityContext caller) {
    Batch batch = find(id, caller);
    return BatchView.of(batch, jobs.batchCounts(batch.id()));
  }

  @GET
  @Path("/{id}/results")
  @Produces(BatchUploadResource.NDJSON)
  @Operation(
      operationId = "getBatchResults",
      summary = "The jobs of a batch, one a line, in the order of the upload",
      description =
          "Each line says which line of the upload it belongs to, and the job's state. With"
              + " endedAfter the jobs behind that line that have ended, up to the first that has"
              + " not: asked again with the last line of the answer, it gives each job once and in"
              + " order.")
  @Parameter(
      name = "endedAfter",
      in = ParameterIn.QUERY,
      description = "A line of the upload; 0 for all.",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "4194303"))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = BatchUploadResource.NDJSON,
              schema = @Schema(type = SchemaType.STRING)))
  public LinePages<?, ?> results(
      @PathParam("id") String id, @Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    int endedAfter = query.integer("endedAfter", -1, 0, BatchLines.LAST);
    query.end();
    UUID batch = find(id, caller).id();
    if (endedAfter < 0) {
      return pages(last -> batches.jobs(batch, last, AT_ONCE));
    }
    JobId first = BatchLines.id(batch, endedAfter);
    return pages(last -> untilOneRuns(batches.jobs(batch, last == null ? first : last, AT_ONCE)));
  }

  private static LinePages<?, ?> pages(LinePages.Source<JobId, Job> source) {
    return new LinePages<>(source, Job::id, ResultLine::of, AT_ONCE);
  }

  /** The jobs before the first that has not ended; fewer than a page, so that it is the last. */
  private static List<Job> untilOneRuns(List<Job> page) {
    return page.stream().takeWhile(BatchesResource::ended).toList();
  }

  /** A job in quarantine has ended unless an operator releases it. */
  private static boolean ended(Job job) {
    return job.state().isFinal() || job.state() == JobState.QUARANTINED;
  }

  private Batch find(String id, SecurityContext caller) {
    return batches
        .find(Ids.batch(id))
        .filter(batch -> Caller.of(caller).sees(batch.submittedBy()))
        .orElseThrow(() -> ProblemException.notFound("There is no batch " + id + "."));
  }
}
