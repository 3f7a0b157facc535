package dev.trm.gateway.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.request.Page;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.store.ActionFilter;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.OperatorAction;
import dev.trm.jobs.store.OperatorActions;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What operators did beside changes of jobs, which those jobs' histories tell. */
@Path("/v1/operator-actions")
@Tag(name = "Audit")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class OperatorActionsResource {
  private static final int MOST_ON_A_PAGE = 200;

  private final OperatorActions actions;

  @Inject
  OperatorActionsResource(OperatorActions actions) {
    this.actions = actions;
  }

  /**
   * Some actions, newest first.
   *
   * @param next the cursor of the page after; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ActionList(List<OperatorAction> actions, @Nullable String next) {}

  @GET
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "listOperatorActions",
      summary = "What operators did, newest first",
      description =
          "Keys, webhooks, aliases, queues, workers, schedules, retention: by whom, to what, when."
              + " Each is chained to the one before, which GET /v1/audit/verify verifies. What was"
              + " done to a job is in the job's history.")
  @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "Cursor")
  @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "Limit")
  @Parameter(
      name = "actor",
      in = ParameterIn.QUERY,
      description = "Only what this key did.",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "action",
      in = ParameterIn.QUERY,
      description = "Only this, as in key.make, or all that was done to such things, as in key.",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "subject",
      in = ParameterIn.QUERY,
      description = "Only what was done to this: a key's name, a queue, a worker.",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = ActionList.class),
              examples =
                  @ExampleObject(
                      name = "a key was made",
                      value =
                          "{\"actions\": [{\"seq\": 7, \"at\": \"2026-01-31T12:00:00Z\", \"actor\":"
                              + " \"operator\", \"action\": \"key.make\", \"subject\":"
                              + " \"nightly-ci\", \"detail\": {\"role\": \"SUBMITTER\"}}],"
                              + " \"next\": \"7\"}")))
  public ActionList list(@Context UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    long before = query.numberedCursor();
    int limit = query.integer("limit", 50, 1, MOST_ON_A_PAGE);
    ActionFilter filter =
        new ActionFilter(query.text("actor"), query.text("action"), query.text("subject"));
    query.end();
    Page<OperatorAction> page =
        Page.cut(
            actions.page(filter, before, limit + 1), limit, action -> Long.toString(action.seq()));
    return new ActionList(page.entries(), page.next());
  }
}
