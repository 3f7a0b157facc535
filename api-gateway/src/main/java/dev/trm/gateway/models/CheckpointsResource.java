package dev.trm.gateway.models;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.RunStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.File;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** Checkpoints and their files. */
@Path("/v1/checkpoints")
@Tag(name = "Models")
@Blocking
class CheckpointsResource {
  private static final Logger LOG = Logger.getLogger(CheckpointsResource.class);

  private final RunStore runs;
  private final CheckpointStore store;

  @Inject
  CheckpointsResource(RunStore runs, CheckpointStore store) {
    this.runs = runs;
    this.store = store;
  }

  @GET
  @Path("/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "getCheckpoint", summary = "What is known of a checkpoint")
  public CheckpointView get(@PathParam("id") String id) {
    return CheckpointView.of(find(id));
  }

  @GET
  @Path("/{id}/file")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      operationId = "getCheckpointFile",
      summary = "A checkpoint's file, in the safetensors format",
      description = "It is checked against its id before it is sent.")
  public RestResponse<File> file(@PathParam("id") String id) {
    find(id);
    try {
      return RestResponse.ResponseBuilder.ok(store.get(id).toFile())
          .header("Content-Disposition", "attachment; filename=\"" + id + ".safetensors\"")
          .header("ETag", "\"" + id + "\"")
          .build();
    } catch (IOException e) {
      LOG.errorf(e, "checkpoint %s cannot be served", id);
      throw new ProblemException(
          Problem.of(503, "The file of checkpoint " + id + " cannot be read from the store."));
    }
  }

  private CheckpointRow find(String id) {
    return runs.findCheckpoint(Ids.checkpoint(id))
        .orElseThrow(() -> ProblemException.notFound("There is no checkpoint " + id + "."));
  }
}
