package dev.trm.gateway.hooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.audit.Sha256;
import dev.trm.gateway.access.Patience;
import dev.trm.gateway.access.Signed;
import dev.trm.gateway.body.BodyKind;
import dev.trm.gateway.body.Takes;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.recipes.RecipeStarts;
import dev.trm.gateway.recipes.RunWish;
import dev.trm.gateway.recipes.StartView;
import dev.trm.gateway.report.Reports;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.training.RunView;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.recipe.CiEvent;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.Recipe;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.RunStore;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Where hosts of repositories tell of their events, and where who has a recipe's secret and no key
 * looks at its runs. Whatever is not authentic gets one and the same answer.
 */
@Path("/v1/hooks/ci/{recipe}")
@Tag(name = "Recipes")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirements
@Blocking
class CiHookResource {
  private static final String BY_STANDARD =
      "Signed by the Standard Webhooks convention, the path (from /v1 on) in the place of a body.";

  /** Events that somebody causes by hand, and may cause again. */
  private static final Set<String> DELIBERATE = Set.of("workflow_dispatch", "repository_dispatch");

  private final AuthenticHooks hooks;
  private final RecipeStarts starts;
  private final RunStore runs;
  private final Reports reports;
  private final Patience patience;
  private final JsonBody bodies;
  private final Clock clock;

  @Inject
  CiHookResource(
      AuthenticHooks hooks,
      RecipeStarts starts,
      RunStore runs,
      Reports reports,
      JsonBody bodies,
      Clock clock) {
    this.clock = clock;
    this.hooks = hooks;
    this.starts = starts;
    this.runs = runs;
    this.reports = reports;
    this.patience = hooks.patience();
    this.bodies = bodies;
  }

  @POST
  @Signed
  @Takes(BodyKind.EVENT)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "receiveCiEvent",
      summary = "Tell of a repository's event",
      description =
          "Needs no key, but a proof that the recipe's secret is known: X-Hub-Signature-256 (GitHub),"
              + " X-Gitlab-Token (GitLab), or webhook-id, webhook-timestamp and webhook-signature"
              + " (Standard Webhooks; its time at most 5 minutes off). An event that comes again is"
              + " answered with what came of it the first time. A workflow_dispatch or"
              + " repository_dispatch is the same event only with the same X-GitHub-Delivery.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT),
              examples = {
                @ExampleObject(
                    name = "own words",
                    value =
                        "{\"repository\": \"acme/puzzles\", \"ref\": \"refs/heads/main\", \"commit\":"
                            + " \"4f9c2d7e8a1b3c5d7e9f0a1b2c3d4e5f6a7b8c9d\", \"set\":"
                            + " {\"training.seed\": 7}}"),
                @ExampleObject(
                    name = "a push as GitHub tells of it",
                    value =
                        "{\"ref\": \"refs/heads/main\", \"after\":"
                            + " \"4f9c2d7e8a1b3c5d7e9f0a1b2c3d4e5f6a7b8c9d\", \"repository\":"
                            + " {\"full_name\": \"acme/puzzles\"}, \"sender\": {\"login\":"
                            + " \"mona\"}}")
              }))
  @Parameter(
      name = "X-Hub-Signature-256",
      in = ParameterIn.HEADER,
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "X-GitHub-Event",
      in = ParameterIn.HEADER,
      description = "push, workflow_dispatch or repository_dispatch; ping is answered.",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "X-Gitlab-Token",
      in = ParameterIn.HEADER,
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "X-Gitlab-Event",
      in = ParameterIn.HEADER,
      description = "Push Hook, Tag Push Hook or Pipeline Hook.",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "webhook-signature",
      in = ParameterIn.HEADER,
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "It was here before, or it starts nothing; the answer says why.",
      content = @Content(schema = @Schema(implementation = StartView.class)))
  @APIResponse(
      responseCode = "202",
      description = "It started a run; Location says where it is.",
      content = @Content(schema = @Schema(implementation = StartView.class)))
  @APIResponse(
      responseCode = "401",
      description = "It is not authentic, or its time is off, or there is no such recipe.")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public RestResponse<StartView> receive(
      @PathParam("recipe") String name,
      @Nullable InputStream body,
      @Context HttpHeaders headers,
      RoutingContext request)
      throws IOException {
    byte[] bytes = bodies.bytes(body);
    Optional<HookProof> proof = HookProof.read(headers::getHeaderString);
    Recipe recipe = authentic(name, proof, bytes, request);
    JsonNode json = JsonBody.parse(bytes);
    String gitHub = headers.getHeaderString("X-GitHub-Event");
    String gitLab = headers.getHeaderString("X-Gitlab-Event");
    if ("ping".equals(gitHub)) {
      return StartView.pong().response();
    }
    String delivery = delivery(headers, proof.orElseThrow());
    String key = key(proof.orElseThrow(), gitHub, delivery, bytes);
    CiEvent event =
        gitHub != null
            ? new GitHubEvent(name, key, delivery).read(gitHub, json)
            : gitLab != null
                ? new GitLabEvent(name, key, delivery).read(gitLab, json)
                : RunWish.parse(new JsonFields(json, ""), name, key, "signed", delivery);
    return starts
        .start(recipe, event, null, (plan, known) -> plan.decide(event, known))
        .orElseThrow(CiHookResource::refusal)
        .response();
  }

  @GET
  @Path("/runs/{id}")
  @Signed
  @Operation(
      operationId = "getCiRun",
      summary = "Look at a run of a recipe with the recipe's secret",
      description = BY_STANDARD)
  public RunView run(
      @PathParam("recipe") String name,
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      RoutingContext request) {
    return RunView.of(find(name, id, "", headers, request));
  }

  @GET
  @Path("/runs/{id}/report")
  @Signed
  @Produces(Reports.MARKDOWN)
  @Operation(
      operationId = "getCiReport",
      summary = "The report on a run of a recipe with the recipe's secret",
      description = BY_STANDARD)
  public String report(
      @PathParam("recipe") String name,
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      RoutingContext request) {
    return reports.markdown(find(name, id, "/report", headers, request), uri.getBaseUri());
  }

  private Run find(
      String name, String id, String rest, HttpHeaders headers, RoutingContext request) {
    patience.require(request);
    byte[] path = ("/v1/hooks/ci/" + name + "/runs/" + id + rest).getBytes(StandardCharsets.UTF_8);
    Optional<HookProof> proof =
        HookProof.read(headers::getHeaderString).filter(HookProof.Standard.class::isInstance);
    Recipe recipe = authentic(name, proof, path, request);
    return runs.run(Ids.job(id))
        .filter(
            run ->
                RunOrigin.of(run.job().spec())
                    .filter(origin -> origin.recipe().equals(recipe.name()))
                    .isPresent())
        .orElseThrow(
            () -> ProblemException.notFound("Recipe " + recipe.name() + " has no run " + id + "."));
  }

  private Recipe authentic(
      String name, Optional<HookProof> proof, byte[] content, RoutingContext request) {
    return hooks
        .find(name, proof, content, clock.instant())
        .orElseThrow(
            () -> {
              patience.wrong(request);
              return refusal();
            });
  }

  static ProblemException refusal() {
    return new ProblemException(
        Problem.of(
            401,
            "This is no event of a recipe here: its signature or token is wrong or missing, or its"
                + " time is more than 5 minutes off."),
        Map.of("WWW-Authenticate", "Signature realm=\"trm\""));
  }

  /** What the host calls the delivery, where that is of any use. */
  private static @Nullable String delivery(HttpHeaders headers, HookProof proof) {
    if (proof instanceof HookProof.Standard standard) {
      return standard.id();
    }
    String[] names =
        proof instanceof HookProof.GitHub
            ? new String[] {"X-GitHub-Delivery"}
            : new String[] {"Idempotency-Key", "X-Gitlab-Event-UUID"};
    for (String name : names) {
      String value = headers.getHeaderString(name);
      if (value != null && value.matches("[\\x21-\\x7e]{1,200}")) {
        return value;
      }
    }
    return null;
  }

  /**
   * Known by what is signed, where anything is: a repeated body is not another event. A dispatch by
   * hand is different: GitHub sends the same body each time somebody chooses the same inputs, so it
   * is known by its delivery too, which GitHub keeps when it delivers again.
   */
  private static String key(
      HookProof proof, @Nullable String gitHub, @Nullable String delivery, byte[] body) {
    if (proof instanceof HookProof.Standard standard) {
      return "standard:" + standard.id();
    }
    if (proof instanceof HookProof.GitLab && delivery != null) {
      return "gitlab:" + delivery;
    }
    if (proof instanceof HookProof.GitHub
        && delivery != null
        && gitHub != null
        && DELIBERATE.contains(gitHub)) {
      return "github:" + delivery + " " + HexFormat.of().formatHex(Sha256.of(body));
    }
    return "sha256:" + HexFormat.of().formatHex(Sha256.of(body));
  }
}
