package dev.trm.gateway.audit;

import dev.trm.gateway.access.Needs;
import dev.trm.gateway.request.QueryFields;
import dev.trm.gateway.request.Times;
import dev.trm.jobs.Job;
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
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** All that happened in a stretch of time, one a line; before retention removes it, for example. */
@Path("/v1/exports")
@Tag(name = "Audit")
@Produces(NdJson.TYPE)
@Blocking
class ExportsResource {
  private static final int AT_ONCE = 500;
  private static final int TRACES_AT_ONCE = 50;

  private final Exports exports;
  private final Clock clock;

  @Inject
  ExportsResource(Exports exports, Clock clock) {
    this.clock = clock;
    this.exports = exports;
  }

  private interface Pages<P, T> {
    List<T> after(@Nullable P last);
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
      content = @Content(mediaType = NdJson.TYPE, schema = @Schema(type = SchemaType.STRING)))
  public StreamingOutput jobs(@Context UriInfo uri) {
    Span span = span(uri);
    return lines(last -> exports.jobs(span, last, AT_ONCE), Job::id, job -> job, AT_ONCE);
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
      content = @Content(mediaType = NdJson.TYPE, schema = @Schema(type = SchemaType.STRING)))
  public StreamingOutput events(@Context UriInfo uri) {
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
      content = @Content(mediaType = NdJson.TYPE, schema = @Schema(type = SchemaType.STRING)))
  public StreamingOutput traces(@Context UriInfo uri) {
    Span span = span(uri);
    return rows(last -> exports.traces(span, last, TRACES_AT_ONCE), TRACES_AT_ONCE);
  }

  private static StreamingOutput rows(Pages<Place, Row> pages, int full) {
    return lines(pages, Row::place, Row::value, full);
  }

  /**
   * Everything on all pages, one a line.
   *
   * @param place where something is, for the page after it to begin
   * @param value what of it is shown
   * @param full how much is on a page that is not the last
   */
  private static <P, T> StreamingOutput lines(
      Pages<P, T> pages, Function<T, P> place, Function<T, Object> value, int full) {
    return out -> {
      try (NdJson lines = new NdJson(out)) {
        P last = null;
        List<T> page;
        do {
          page = pages.after(last);
          for (T each : page) {
            lines.write(value.apply(each));
            last = place.apply(each);
          }
        } while (page.size() == full);
      }
    };
  }

  private Span span(UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    Instant since = query.parsed("since", text -> Times.parse("since", text));
    Instant until = query.parsed("until", text -> Times.parse("until", text));
    query.end();
    return new Span(since == null ? Instant.EPOCH : since, until == null ? clock.instant() : until);
  }
}
