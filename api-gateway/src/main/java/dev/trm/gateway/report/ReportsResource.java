package dev.trm.gateway.report;

import dev.trm.gateway.access.Caller;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What came of runs, for people. */
@Path("/v1/runs/{id}")
@Tag(name = "Training")
@Blocking
class ReportsResource {
  private static final String SVG = "image/svg+xml";

  private final RunStore runs;
  private final Reports reports;

  @Inject
  ReportsResource(RunStore runs, Reports reports) {
    this.runs = runs;
    this.reports = reports;
  }

  @GET
  @Path("/report")
  @Produces({Reports.MARKDOWN, MediaType.APPLICATION_JSON})
  @Operation(
      operationId = "getReport",
      summary = "What came of a run, fit for a comment on a pull request",
      description =
          "Markdown unless JSON is asked for: verdict, commit, data, figures beside the champion's"
              + " that it was compared with, curve. While the run goes on it says how far it is.")
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(mediaType = "text/markdown", schema = @Schema(type = SchemaType.STRING)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = RunReport.class))
      })
  public Response report(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      @Context SecurityContext caller) {
    new QueryFields(uri).end();
    Run run = find(id, caller);
    return wantsJson(headers)
        ? Response.ok(JobJson.write(reports.report(run)), MediaType.APPLICATION_JSON).build()
        : Response.ok(reports.markdown(run, uri.getBaseUri()), Reports.MARKDOWN).build();
  }

  @GET
  @Path("/curve.svg")
  @Produces(SVG)
  @Operation(operationId = "getCurve", summary = "A run's curves as a picture")
  @APIResponse(
      responseCode = "200",
      content = @Content(mediaType = SVG, schema = @Schema(type = SchemaType.STRING)))
  public String curve(
      @PathParam("id") String id, @Context UriInfo uri, @Context SecurityContext caller) {
    new QueryFields(uri).end();
    return reports.picture(find(id, caller));
  }

  /** The best of what is accepted decides; who accepts anything gets Markdown. */
  private static boolean wantsJson(HttpHeaders headers) {
    for (MediaType type : headers.getAcceptableMediaTypes()) {
      if (type.isCompatible(MediaType.valueOf("text/markdown"))) {
        return false;
      }
      if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
        return true;
      }
    }
    return false;
  }

  private Run find(String id, SecurityContext caller) {
    return runs.run(Ids.job(id))
        .filter(run -> Caller.of(caller).sees(run.job().submittedBy()))
        .orElseThrow(() -> ProblemException.notFound("There is no run " + id + "."));
  }
}
