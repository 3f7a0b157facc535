package dev.trm.gateway.schedules;

import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.training.VisibleSources;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.Schedule;
import dev.trm.jobs.store.Schedules;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Making and changing schedules. */
@Path("/v1/schedules")
@Tag(name = "Schedules")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class SchedulesResource {
  private static final String EXAMPLE =
      "{\"name\": \"nightly\", \"cron\": \"30 2 * * 1-5\", \"timeZone\": \"Europe/Berlin\","
          + " \"overlap\": \"skip\", \"job\": {\"model\": \"sudoku-6x6\"}}";

  private final Schedules schedules;
  private final VisibleSources sources;
  private final Idempotency idempotency;
  private final JsonBody json;

  @Inject
  SchedulesResource(
      Schedules schedules, VisibleSources sources, Idempotency idempotency, JsonBody json) {
    this.schedules = schedules;
    this.sources = sources;
    this.idempotency = idempotency;
    this.json = json;
  }

  /** All schedules, by name. */
  record ScheduleList(List<ScheduleView> schedules) {}

  @GET
  @Operation(
      operationId = "listSchedules",
      summary = "List schedules with their next and last times",
      description = "A submitter sees its own only.")
  public ScheduleList list(@Context SecurityContext caller) {
    return new ScheduleList(
        schedules.all().stream()
            .filter(each -> Caller.of(caller).sees(each.actor()))
            .map(ScheduleView::of)
            .toList());
  }

  @GET
  @Path("/{name}")
  @Operation(operationId = "getSchedule", summary = "Look at a schedule")
  public ScheduleView get(@PathParam("name") String name, @Context SecurityContext caller) {
    Schedule found = find(Ids.name("name", name));
    if (!Caller.of(caller).sees(found.actor())) {
      throw unknown(name);
    }
    return ScheduleView.of(found);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "createSchedule",
      summary = "Submit a training job again and again",
      description = "Times that pass while the system is down make one job together.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "ScheduleRequest"),
              examples = @ExampleObject(name = "nightly", value = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      description = "The schedule is stored; Location says where.",
      content = @Content(schema = @Schema(implementation = ScheduleView.class)))
  @APIResponse(responseCode = "409", description = "There is a schedule of that name.")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public RestResponse<ScheduleView> create(
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    byte[] bytes = json.bytes(body);
    ScheduleForm form = ScheduleForm.parse(JsonBody.parse(bytes), null, sources.all());
    String actor = caller.getUserPrincipal().getName();
    idempotency.target(actor, key, "schedule", bytes);
    if (!schedules.create(form.name(), form.plan(), actor) && !made(form, key, actor)) {
      throw ProblemException.conflict("There is a schedule " + form.name() + " already.");
    }
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.CREATED, get(form.name(), caller))
        .location(URI.create(ScheduleView.path(form.name())))
        .build();
  }

  @PUT
  @Path("/{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "replaceSchedule",
      summary = "Give a schedule another plan, or make it",
      description = "Pausing and going on is done so, too. Its jobs are the caller's from now on.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "ScheduleRequest"),
              examples = @ExampleObject(name = "nightly", value = EXAMPLE)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ScheduleView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public ScheduleView replace(
      @PathParam("name") String name, @Nullable InputStream body, @Context SecurityContext caller)
      throws IOException {
    ScheduleForm form =
        ScheduleForm.parse(JsonBody.parse(json.bytes(body)), Ids.name("name", name), sources.all());
    String actor = caller.getUserPrincipal().getName();
    if (!schedules.replace(name, form.plan(), actor)
        && !schedules.create(name, form.plan(), actor)) {
      throw ProblemException.conflict("Schedule " + name + " was made just now; try again.");
    }
    return get(name, caller);
  }

  @DELETE
  @Path("/{name}")
  @Needs(Role.OPERATOR)
  @Operation(operationId = "deleteSchedule", summary = "End a schedule; its jobs stay")
  @APIResponse(responseCode = "204", description = "It is gone.")
  public void delete(@PathParam("name") String name, @Context SecurityContext caller) {
    if (!schedules.delete(Ids.name("name", name), caller.getUserPrincipal().getName())) {
      throw unknown(name);
    }
  }

  /** Whether the schedule that is there was made by the same request. */
  private boolean made(ScheduleForm form, @Nullable String key, String actor) {
    return key != null
        && schedules
            .find(form.name())
            .filter(there -> there.plan().equals(form.plan()) && there.actor().equals(actor))
            .isPresent();
  }

  private Schedule find(String name) {
    return schedules.find(name).orElseThrow(() -> unknown(name));
  }

  private static ProblemException unknown(String name) {
    return ProblemException.notFound("There is no schedule " + name + ".");
  }
}
