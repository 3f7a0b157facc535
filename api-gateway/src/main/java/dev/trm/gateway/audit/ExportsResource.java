package dev.trm.gateway.audit;

import dev.trm.gateway.access.Needs;
import dev.trm.gateway.request.QueryFields;
import dev.trm.gateway.request.Times;
import dev.trm.gateway.stream.LinePages;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.Exports;
import dev.trm.jobs.store.Exports.Place;
import dev.trm.jobs.store.Exports.Row;
import dev.trm.jobs.store.Exports.Span;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All that happened in a stretch of time, one a line; before retention removes it, for example. */
@Path("/v1/exports")
@Tag(name = "Audit")
@Produces(LinePages.TYPE)
@Blocking
class ExportsResource {
  private static final int AT_ONCE = 100;
  private static final int TRACES_AT_ONCE = 20;

  private final Exports exports;
  private final Clock clock;

  @Inject
  ExportsResource(Exports exports, Clock clock) {
    this.clock = clock;
    this.exports = exports;
  }

  @GET
  @Path("/jobs")
  @Needs(Role.OPERATOR)
  @Operation(operationId = "exportJobs", summary = "The jobs queued in a span, one a line")
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "By default 1970.",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "until",
      in = ParameterIn.QUERY,
      description = "Exclusive; by default now.",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @APIResponse(
      responseCode = "200",
      content = @Content(mediaType = LinePages.TYPE, schema = @Schema(type = SchemaType.STRING)))
  public LinePages<?, ?> jobs(@Context UriInfo uri) {
    Span span = span(uri);
    return new LinePages<JobId, Job>(
        last -> exports.jobs(span, last, AT_ONCE), Job::id, job -> job, AT_ONCE);
  }

  @GET
  @Path("/events")
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "exportEvents",
      summary = "The changes of jobs' states in a span, one a line",
      description = "With their hashes, so that chains can be verified elsewhere.")
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "until",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @APIResponse(
      responseCode = "200",
      content = @Content(mediaType = LinePages.TYPE, schema = @Schema(type = SchemaType.STRING)))
  public LinePages<?, ?> events(@Context UriInfo uri) {
    Span span = span(uri);
    return rows(last -> exports.events(span, last, AT_ONCE), AT_ONCE);
  }

  @GET
  @Path("/traces")
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "exportTraces",
      summary = "The traces of solves that ended in a span, one a line",
      description = "Drafts and confidences are bytes, base64.")
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "until",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @APIResponse(
      responseCode = "200",
      content = @Content(mediaType = LinePages.TYPE, schema = @Schema(type = SchemaType.STRING)))
  public LinePages<?, ?> traces(@Context UriInfo uri) {
    Span span = span(uri);
    return rows(last -> exports.traces(span, last, TRACES_AT_ONCE), TRACES_AT_ONCE);
  }

  private static LinePages<?, ?> rows(LinePages.Source<Place, Row> source, int full) {
    return new LinePages<>(source, Row::place, Row::value, full);
  }

  private Span span(UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    Instant since = query.parsed("since", text -> Times.parse("since", text));
    Instant until = query.parsed("until", text -> Times.parse("until", text));
    query.end();
    return new Span(since == null ? Instant.EPOCH : since, until == null ? clock.instant() : until);
  }
}
