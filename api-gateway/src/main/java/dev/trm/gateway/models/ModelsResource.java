package dev.trm.gateway.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.JsonBody;
import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.Shown;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.gate.ModelGate;
import dev.trm.jobs.gate.ModelPolicy;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.Deeds;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Models by name, their versions and the aliases that move between them. */
@Path("/v1/models")
@Tag(name = "Models")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class ModelsResource {
  private static final String ROLLBACK = "rollback";
  private static final int LONGEST_REASON = 500;

  private final ModelRegistry registry;
  private final ModelReads models;
  private final Idempotency idempotency;
  private final Deeds deeds;
  private final ApiKeys keys;
  private final Datasets datasets;
  private final JsonBody json;

  @Inject
  ModelsResource(
      ModelRegistry registry,
      ModelReads models,
      Idempotency idempotency,
      Deeds deeds,
      ApiKeys keys,
      Datasets datasets,
      JsonBody json) {
    this.registry = registry;
    this.models = models;
    this.idempotency = idempotency;
    this.deeds = deeds;
    this.keys = keys;
    this.datasets = datasets;
    this.json = json;
  }

  /**
   * One version of a model; never changes but for the aliases that point at it.
   *
   * @param lineage what it was made from; absent where nothing is known of it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record VersionView(
      String reference,
      int version,
      String checkpoint,
      JsonNode metrics,
      @Nullable String run,
      Instant createdAt,
      List<String> aliases,
      @Nullable Lineage lineage) {
    static VersionView of(ModelVersion version, @Nullable Lineage lineage) {
      return new VersionView(
          version.reference(),
          version.version(),
          version.checkpointId(),
          version.metrics(),
          version.runId() == null ? null : version.runId().toString(),
          version.createdAt(),
          version.aliases(),
          lineage == null || lineage.equals(Lineage.UNKNOWN) ? null : lineage);
    }
  }

  /**
   * A model in short.
   *
   * @param latest its highest version
   * @param aliases the version each points at
   */
  record ModelSummary(String name, int latest, Map<String, Integer> aliases) {}

  /** All models, by name. */
  record ModelList(List<ModelSummary> models) {}

  /**
   * A model.
   *
   * @param owner the key whose trainings become champion by their own rules; absent where that is
   *     operators' only
   * @param gate by which trainings of others become champion; absent where none does
   * @param before the version that a rollback would point each alias at; aliases without one are
   *     not in it
   * @param versions newest first
   * @param moves of its aliases, newest first
   * @param decisions of its gate, those that moved no alias too, newest first
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ModelView(
      String name,
      @Nullable String owner,
      @Nullable GateView gate,
      Map<String, Integer> aliases,
      Map<String, Integer> before,
      List<VersionView> versions,
      List<AliasMove> moves,
      List<PromotionView> decisions) {}

  /**
   * A model's own gate.
   *
   * @param evaluation the data whose held-out puzzles decide; not for submitters, who could train
   *     on them
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record GateView(TrainSpec.Promotion promotion, @Nullable DatasetSpec evaluation) {
    static @Nullable GateView of(@Nullable ModelGate gate, Caller caller) {
      return gate == null
          ? null
          : new GateView(gate.promotion(), caller.only() == null ? gate.evaluation() : null);
    }
  }

  @GET
  @Operation(operationId = "listModels", summary = "List models")
  public ModelList list() {
    Map<String, List<ModelVersion>> byName = new LinkedHashMap<>();
    for (ModelVersion version : models.list()) {
      byName.computeIfAbsent(version.model(), name -> new ArrayList<>()).add(version);
    }
    return new ModelList(
        byName.entrySet().stream()
            .map(
                model ->
                    new ModelSummary(
                        model.getKey(),
                        model.getValue().get(0).version(),
                        aliases(model.getValue())))
            .toList());
  }

  @GET
  @Path("/{name}")
  @Operation(operationId = "getModel", summary = "Look at a model: versions, aliases, their moves")
  public ModelView get(@PathParam("name") String name, @Context SecurityContext caller) {
    return view(name, caller);
  }

  private ModelView view(String name, SecurityContext caller) {
    List<ModelVersion> versions = find(name);
    ModelPolicy policy = registry.policy(name).orElseGet(() -> new ModelPolicy(null, null));
    Map<String, Lineage> lineages = models.lineages(name);
    Map<String, Integer> aliases = aliases(versions);
    List<AliasMove> moves = models.moves(name);
    return new ModelView(
        name,
        policy.owner(),
        GateView.of(policy.gate(), Caller.of(caller)),
        aliases,
        before(moves, aliases.keySet()),
        versions.stream()
            .map(version -> VersionView.of(version, lineages.get(version.checkpointId())))
            .toList(),
        moves,
        models.promotions(name));
  }

  @PUT
  @Path("/{name}/aliases/{alias}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(operationId = "moveAlias", summary = "Point an alias at a version")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "AliasRequest"),
              examples =
                  @ExampleObject(
                      name = "by hand",
                      value = "{\"version\": 3, \"reason\": \"fewer cycles at equal accuracy\"}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ModelView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public ModelView move(
      @PathParam("name") String name,
      @PathParam("alias") String alias,
      @Nullable InputStream body,
      @Context SecurityContext caller)
      throws IOException {
    List<ModelVersion> versions = find(name);
    if (Ids.name("alias", alias).matches("[0-9]+")) {
      throw new ProblemException(
          Problem.parameter(
              "alias", "alias is '" + alias + "'; a number would be taken for a version"));
    }
    JsonFields fields = new JsonFields(JsonBody.parse(json.bytes(body)), "");
    if (!fields.has("version")) {
      throw fields.wrong("version", "version is missing");
    }
    int version = fields.integer("version", 1, 1, Integer.MAX_VALUE);
    String reason = reason(fields);
    fields.end();
    if (!registry.moveAlias(name, alias, version, caller.getUserPrincipal().getName(), reason)) {
      throw fields.wrong(
          "version",
          "version is " + version + "; " + name + " has 1 to " + versions.get(0).version());
    }
    return view(name, caller);
  }

  @PUT
  @Path("/{name}/policy")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "setModelPolicy",
      summary = "Say whose a model is, and by which gate others promote into it",
      description =
          "Trainings of the owner and of operators become champion by their own rules. Those of"
              + " other keys become champion by the gate: its rules, on the held-out puzzles of its"
              + " evaluation data, whatever they were trained on. Without a gate none does. Both are"
              + " replaced: an owner left out makes the model the operators'.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "ModelPolicyRequest"),
              examples =
                  @ExampleObject(
                      name = "an open model",
                      value =
                          "{\"gate\": {\"promotion\": {\"margin\": 0.002, \"bandLoss\": 0.05},"
                              + " \"evaluation\": {\"size\": 6, \"puzzles\": 100, \"heldOut\":"
                              + " 1000, \"seed\": 20260101}}}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ModelView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public ModelView setPolicy(
      @PathParam("name") String name, @Nullable InputStream body, @Context SecurityContext caller)
      throws IOException {
    find(name);
    JsonFields fields = new JsonFields(JsonBody.parse(json.bytes(body)), "");
    String owner = fields.textOrNull("owner");
    if (owner != null && !owner.startsWith(Caller.OF_TOKENS) && keys.get(owner).isEmpty()) {
      throw fields.wrong("owner", "owner is '" + Shown.of(owner) + "'; there is no such key");
    }
    ModelGate gate =
        fields.has("gate") ? ModelGate.parse(fields.object("gate"), datasets.known(null)) : null;
    fields.end();
    registry.setPolicy(name, new ModelPolicy(owner, gate), Caller.of(caller).name());
    return view(name, caller);
  }

  @POST
  @Path("/{name}/rollback")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "rollbackModel",
      summary = "Point an alias back at the version it had before",
      description =
          "The champion's, if none is named. Called again it goes back further; with the same"
              + " Idempotency-Key it does not.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "RollbackRequest"),
              examples = @ExampleObject(name = "champion", value = "{\"alias\": \"champion\"}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ModelView.class)))
  @APIResponse(responseCode = "409", description = "The alias has no earlier version.")
  public ModelView rollback(
      @PathParam("name") String name,
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    find(name);
    byte[] bytes = json.bytes(body);
    JsonFields fields = JsonBody.optionalFields(bytes);
    String alias = fields.textOrNull("alias");
    fields.end();
    String actor = caller.getUserPrincipal().getName();
    UUID deed = idempotency.target(actor, key, "rollback " + name, bytes);
    if (deeds.done(deed)) {
      return view(name, caller);
    }
    String moved = alias == null ? ModelRegistry.CHAMPION : alias;
    Integer before = before(models.moves(name), moved);
    if (before == null) {
      throw ProblemException.conflict(
          "Alias '" + moved + "' of " + name + " has no earlier version to go back to.");
    }
    registry.moveAliasOnce(deed, name, moved, before, actor, ROLLBACK);
    return view(name, caller);
  }

  /** Moves are a pile: a rollback takes one off. */
  static @Nullable Integer before(List<AliasMove> newestFirst, String alias) {
    List<AliasMove> moves = new ArrayList<>(newestFirst);
    Collections.reverse(moves);
    Deque<Integer> earlier = new ArrayDeque<>();
    for (AliasMove move : moves) {
      Integer from = move.from();
      if (!move.alias().equals(alias) || from == null) {
        continue;
      }
      if (ROLLBACK.equals(move.reason())) {
        earlier.poll();
      } else {
        earlier.push(from);
      }
    }
    return earlier.peek();
  }

  private static Map<String, Integer> before(List<AliasMove> newestFirst, Set<String> aliases) {
    Map<String, Integer> before = new TreeMap<>();
    for (String alias : aliases) {
      Integer version = before(newestFirst, alias);
      if (version != null) {
        before.put(alias, version);
      }
    }
    return before;
  }

  private static @Nullable String reason(JsonFields fields) {
    String reason = fields.textOrNull("reason");
    if (reason != null
        && (reason.length() > LONGEST_REASON
            || reason.equals(ROLLBACK)
            || reason.chars().anyMatch(Character::isISOControl))) {
      throw fields.wrong(
          "reason",
          "reason is '"
              + Shown.of(reason)
              + "'; it must be up to "
              + LONGEST_REASON
              + " characters, none a control character, and not '"
              + ROLLBACK
              + "'");
    }
    return reason;
  }

  private List<ModelVersion> find(String name) {
    List<ModelVersion> versions = models.versions(Ids.name("name", name));
    if (versions.isEmpty()) {
      throw ProblemException.notFound("There is no model " + name + ".");
    }
    return versions;
  }

  private static Map<String, Integer> aliases(List<ModelVersion> versions) {
    Map<String, Integer> aliases = new TreeMap<>();
    for (ModelVersion version : versions) {
      version.aliases().forEach(alias -> aliases.put(alias, version.version()));
    }
    return aliases;
  }
}
