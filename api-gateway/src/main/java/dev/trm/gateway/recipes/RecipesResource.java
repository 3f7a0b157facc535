package dev.trm.gateway.recipes;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.request.Overlap;
import dev.trm.gateway.request.Page;
import dev.trm.gateway.request.QueryFields;
import dev.trm.gateway.secrets.SealedSecrets;
import dev.trm.gateway.secrets.SecretOwner;
import dev.trm.gateway.secrets.SecretSeal;
import dev.trm.gateway.secrets.SigningSecret;
import dev.trm.gateway.training.VisibleSources;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.recipe.CiEvent;
import dev.trm.jobs.recipe.Decision;
import dev.trm.jobs.recipe.RecipeForm;
import dev.trm.jobs.recipe.RecipePlan;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.Recipe;
import dev.trm.jobs.store.RecipeEvent;
import dev.trm.jobs.store.Recipes;
import dev.trm.jobs.store.SealedSecret;
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
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Keeping recipes, and running them with a key. */
@Path("/v1/recipes")
@Tag(name = "Recipes")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class RecipesResource {
  private static final Duration USUAL_OVERLAP = Duration.ofDays(1);
  private static final int MOST_ON_A_PAGE = 200;
  private static final String EXAMPLE =
      "{\"job\": {\"model\": \"sudoku-6x6\", \"training\": {\"steps\": 3000}, \"promotion\":"
          + " {\"gate\": \"better\"}}, \"on\": [{\"repository\": \"acme/puzzles\", \"refs\":"
          + " [\"refs/heads/main\", \"refs/tags/v*\"]}], \"overrides\": {\"training.steps\":"
          + " {\"least\": 100, \"most\": 5000}, \"training.seed\": {}}, \"limits\": {\"perHour\": 6,"
          + " \"atOnce\": 1}}";

  private final Recipes recipes;
  private final RecipeStarts starts;
  private final SealedSecrets secrets;
  private final VisibleSources sources;
  private final Idempotency idempotency;
  private final JsonBody json;

  @Inject
  RecipesResource(
      Recipes recipes,
      RecipeStarts starts,
      SealedSecrets secrets,
      VisibleSources sources,
      Idempotency idempotency,
      JsonBody json) {
    this.recipes = recipes;
    this.starts = starts;
    this.secrets = secrets;
    this.sources = sources;
    this.idempotency = idempotency;
    this.json = json;
  }

  /** All recipes, by name. */
  record RecipeList(List<RecipeView> recipes) {}

  /**
   * A recipe's events, newest first.
   *
   * @param next the cursor of the page after; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record EventList(List<RecipeEventView> events, @Nullable String next) {}

  @GET
  @Operation(
      operationId = "listRecipes",
      summary = "List recipes by name",
      description = "A submitter sees its own only.")
  public RecipeList list(@Context UriInfo uri, @Context SecurityContext caller) {
    new QueryFields(uri).end();
    return new RecipeList(
        recipes.all().stream()
            .filter(each -> Caller.of(caller).sees(each.actor()))
            .map(each -> RecipeView.of(each, null))
            .toList());
  }

  @GET
  @Path("/{name}")
  @Operation(operationId = "getRecipe", summary = "Look at a recipe; never at its secret")
  public RecipeView get(@PathParam("name") String name, @Context SecurityContext caller) {
    Recipe found = find(name);
    if (!Caller.of(caller).sees(found.actor())) {
      throw unknown(name);
    }
    return RecipeView.of(found, null);
  }

  @PUT
  @Path("/{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "putRecipe",
      summary = "Make a recipe, or change it",
      description =
          "The answer that makes it shows the secret that events are signed with; nothing does"
              + " afterwards. A change leaves the secret as it is. Events that a repository and a"
              + " ref of 'on' match start the job, with no field changed but those of 'overrides'"
              + " within their bounds.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "RecipeRequest"),
              examples = @ExampleObject(name = "main and releases", value = EXAMPLE)))
  @APIResponse(
      responseCode = "200",
      description = "It is changed.",
      content = @Content(schema = @Schema(implementation = RecipeView.class)))
  @APIResponse(
      responseCode = "201",
      description = "It is made; the secret is shown.",
      content = @Content(schema = @Schema(implementation = RecipeView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public RestResponse<RecipeView> put(
      @PathParam("name") String name, @Nullable InputStream body, @Context SecurityContext caller)
      throws IOException {
    Ids.name("name", name);
    RecipePlan plan = RecipeForm.parse(JsonBody.parse(json.bytes(body)), sources.all());
    String actor = Caller.of(caller).name();
    if (recipes.replace(name, plan, actor)) {
      return RestResponse.ok(get(name, caller));
    }
    UUID id = UUID.randomUUID();
    byte[] secret = SigningSecret.random();
    SealedSecret sealed = secrets.needed().seal(SecretOwner.recipe(id), secret);
    if (!recipes.create(id, name, plan, sealed, actor)) {
      throw ProblemException.conflict("Recipe " + name + " was made just now; try again.");
    }
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.CREATED, RecipeView.of(find(name), secret))
        .location(URI.create(RecipeView.path(name)))
        .build();
  }

  @DELETE
  @Path("/{name}")
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "deleteRecipe",
      summary = "Forget a recipe, its secret and its events; its runs stay")
  @APIResponse(responseCode = "204", description = "It is forgotten.")
  public void delete(@PathParam("name") String name, @Context SecurityContext caller) {
    if (!recipes.delete(Ids.name("name", name), Caller.of(caller).name())) {
      throw unknown(name);
    }
  }

  @POST
  @Path("/{name}/secret")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "replaceRecipeSecret",
      summary = "Give a recipe another secret",
      description =
          "The answer shows it; nothing does afterwards. During the overlap, a day unless another"
              + " is named and 30 days at most, the secret before is accepted too. With PT0S it is"
              + " worthless at once.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "SecretRequest"),
              examples = @ExampleObject(name = "an hour", value = "{\"overlap\": \"PT1H\"}")))
  @APIResponse(
      responseCode = "200",
      description = "The recipe, its new secret included.",
      content = @Content(schema = @Schema(implementation = RecipeView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public RecipeView replaceSecret(
      @PathParam("name") String name,
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    byte[] bytes = json.bytes(body);
    JsonFields fields = JsonBody.optionalFields(bytes);
    Duration overlap = Overlap.read(fields, USUAL_OVERLAP);
    fields.end();
    Recipe recipe = find(name);
    SecretSeal seal = secrets.needed();
    SecretOwner owner = SecretOwner.recipe(recipe.id());
    String actor = Caller.of(caller).name();
    UUID deed = idempotency.target(actor, key, "recipe secret " + recipe.id(), bytes);
    if (!recipes.replaceSecret(
        deed, recipe, seal.seal(owner, SigningSecret.random()), overlap, actor)) {
      throw unknown(name);
    }
    SealedSecret sealed = recipes.secret(recipe.id()).orElseThrow(() -> unknown(name));
    return RecipeView.of(find(name), SealedSecrets.opened(seal, owner, sealed));
  }

  @POST
  @Path("/{name}/runs")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "runRecipe",
      summary = "Run a recipe",
      description =
          "As an event would, but with a key instead of a signature, and for any repository and ref:"
              + " those named are noted with the run. The run is the caller's. A submitter can start any"
              + " recipe whose name it knows, within the recipe's bounds, but sees its own runs"
              + " only.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "RunWish"),
              examples =
                  @ExampleObject(
                      name = "of a commit",
                      value =
                          "{\"repository\": \"acme/puzzles\", \"ref\": \"refs/heads/main\","
                              + " \"commit\": \"4f9c2d7e8a1b3c5d7e9f0a1b2c3d4e5f6a7b8c9d\", \"set\":"
                              + " {\"training.seed\": 7}}")))
  @APIResponse(
      responseCode = "202",
      description = "The run is stored; Location says where.",
      content = @Content(schema = @Schema(implementation = StartView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QueueFull")
  public RestResponse<StartView> run(
      @PathParam("name") String name,
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    byte[] bytes = json.bytes(body);
    JsonFields fields = JsonBody.optionalFields(bytes);
    Recipe recipe = find(name);
    String submitter = Caller.of(caller).name();
    UUID target = idempotency.target(submitter, key, "recipe run " + recipe.id(), bytes);
    CiEvent event = RunWish.parse(fields, name, "key:" + target, RunOrigin.KEY, null);
    return starts
        .start(
            recipe,
            event,
            Caller.of(caller).key(),
            (plan, known) -> new Decision.Train(plan.spec(event, known)))
        .orElseThrow(() -> unknown(name))
        .response();
  }

  @GET
  @Path("/{name}/events")
  @Operation(
      operationId = "listRecipeEvents",
      summary = "A recipe's events, newest first, with their runs or why there is none")
  @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "Cursor")
  @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "Limit")
  @Needs(Role.OPERATOR)
  public EventList events(@PathParam("name") String name, @Context UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    long before = query.numberedCursor();
    int limit = query.integer("limit", 50, 1, MOST_ON_A_PAGE);
    query.end();
    Page<RecipeEvent> page =
        Page.cut(
            recipes.events(find(name).name(), before, limit + 1),
            limit,
            event -> Long.toString(event.n()));
    return new EventList(page.entries().stream().map(RecipeEventView::of).toList(), page.next());
  }

  private Recipe find(String name) {
    return recipes.find(Ids.name("name", name)).orElseThrow(() -> unknown(name));
  }

  private static ProblemException unknown(String name) {
    return ProblemException.notFound("There is no recipe " + name + ".");
  }
}
