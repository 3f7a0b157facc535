package dev.trm.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.Idempotency;
import dev.trm.gateway.request.Ids;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.request.Overlap;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.ApiKeyChange;
import dev.trm.jobs.store.ApiKeyMaking;
import dev.trm.jobs.store.ApiKeyRow;
import dev.trm.jobs.store.ApiKeys;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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

/** The API keys, for operators. */
@Path("/v1/keys")
@Tag(name = "Keys")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class KeysResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final ApiKeys keys;
  private final KeyGate gate;
  private final OpenStreams streams;
  private final Idempotency idempotency;
  private final JsonBody json;
  private final Clock clock;

  @Inject
  KeysResource(
      ApiKeys keys,
      KeyGate gate,
      OpenStreams streams,
      Idempotency idempotency,
      JsonBody json,
      Clock clock) {
    this.clock = clock;
    this.keys = keys;
    this.gate = gate;
    this.streams = streams;
    this.idempotency = idempotency;
    this.json = json;
  }

  /** Every key there is or was, by name. */
  record KeyList(List<KeyView> keys) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "makeKey",
      summary = "Make a key",
      description =
          "The answer shows the key's text; nothing ever does again, a repeated answer neither: who"
              + " lost it rotates the key. A name belongs to one key forever.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "KeyRequest"),
              examples = {
                @ExampleObject(
                    name = "least",
                    value = "{\"name\": \"nightly-ci\", \"role\": \"submitter\"}"),
                @ExampleObject(
                    name = "everything",
                    value =
                        "{\"name\": \"guest\", \"role\": \"reader\", \"expiresAt\":"
                            + " \"2031-01-31T12:00:00Z\", \"maxRunning\": 8, \"ratePerMinute\":"
                            + " 600}")
              }))
  @APIResponse(
      responseCode = "201",
      description = "The key, its text included unless the answer is a repeated one.",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(responseCode = "409", description = "There is or was a key of that name.")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public RestResponse<KeyView> make(
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String repeat,
      @Context SecurityContext caller)
      throws IOException {
    byte[] bytes = json.bytes(body);
    KeyForm form = KeyForm.parse(JsonBody.parse(bytes), clock.instant());
    UUID id = idempotency.target(name(caller), repeat, "key", bytes);
    KeyText text = KeyText.random();
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.CREATED,
            made(
                form,
                keys.make(id, form.name(), form.limits(), text.text(), text.prefix(), name(caller)),
                text))
        .location(URI.create("/v1/keys/" + form.name()))
        .build();
  }

  @GET
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "listKeys",
      summary = "List the keys, revoked ones too; never their text")
  public KeyList list(@Context UriInfo uri) {
    new QueryFields(uri).end();
    return new KeyList(keys.list().stream().map(row -> KeyView.of(row, null)).toList());
  }

  @GET
  @Path("/{name}")
  @Needs(Role.OPERATOR)
  @Operation(operationId = "getKey", summary = "Look at a key; never at its text")
  public KeyView get(@PathParam("name") String name) {
    return KeyView.of(find(name), null);
  }

  @PATCH
  @Path("/{name}")
  @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "changeKey",
      summary = "Change a key's role or limits",
      description =
          "What is left out stays, null takes a limit away. The last operator's key that works"
              + " without end stays one.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MERGE_PATCH,
              schema = @Schema(ref = "KeyChange"),
              examples =
                  @ExampleObject(
                      name = "a rate and no expiry",
                      value = "{\"ratePerMinute\": 600, \"expiresAt\": null}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public KeyView change(
      @PathParam("name") String name, @Nullable InputStream body, @Context SecurityContext caller)
      throws IOException {
    JsonNode wishes = JsonBody.parse(json.bytes(body));
    ApiKeyRow before = find(name);
    return KeyView.of(
        changed(
            name, keys.limit(name, KeyForm.change(wishes, before, clock.instant()), name(caller))),
        null);
  }

  @POST
  @Path("/{name}/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "rotateKey",
      summary = "Give a key another text",
      description =
          "The answer shows the new text once, a repeated answer does not. With an overlap, 30 days"
              + " at most, the text before works that long too; without, not at all. Texts older"
              + " still never do.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "RotateRequest"),
              examples = @ExampleObject(name = "an hour", value = "{\"overlap\": \"PT1H\"}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  public KeyView rotate(
      @PathParam("name") String name,
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String repeat,
      @Context SecurityContext caller)
      throws IOException {
    byte[] bytes = json.bytes(body);
    JsonFields fields = JsonBody.optionalFields(bytes);
    Duration overlap = Overlap.read(fields, Duration.ZERO);
    fields.end();
    Ids.name("name", name);
    UUID deed = idempotency.target(name(caller), repeat, "rotate " + name, bytes);
    KeyText text = KeyText.random();
    ApiKeyChange change =
        keys.rotate(deed, name, text.text(), text.prefix(), overlap, name(caller));
    return KeyView.of(changed(name, change), change instanceof ApiKeyChange.Changed ? text : null);
  }

  @DELETE
  @Path("/{name}")
  @Needs(Role.OPERATOR)
  @Operation(
      operationId = "revokeKey",
      summary = "Revoke a key",
      description =
          "At once here, within trm.gateway.key-cache at other gateways. Its event streams end, its"
              + " jobs go on. The last"
              + " operator's key that works without end cannot be revoked.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  public KeyView revoke(@PathParam("name") String name, @Context SecurityContext caller) {
    Ids.name("name", name);
    return KeyView.of(changed(name, keys.revoke(name, name(caller))), null);
  }

  private static KeyView made(KeyForm form, ApiKeyMaking making, KeyText text) {
    if (making instanceof ApiKeyMaking.Made made) {
      return KeyView.of(made.key(), text);
    }
    if (making instanceof ApiKeyMaking.Repeated repeated) {
      return KeyView.of(repeated.key(), null);
    }
    throw ProblemException.conflict(
        "There is or was a key '"
            + form.name()
            + "'; choose another name, or rotate it for a new text.");
  }

  private ApiKeyRow changed(String name, ApiKeyChange change) {
    gate.forget();
    streams.lookAgain();
    if (change instanceof ApiKeyChange.Changed changed) {
      return changed.key();
    }
    if (change instanceof ApiKeyChange.Repeated repeated) {
      return repeated.key();
    }
    if (change instanceof ApiKeyChange.LastOperator) {
      throw ProblemException.conflict(
          "Key '" + name + "' is the last operator's that works without end; make another first.");
    }
    throw unknown(name);
  }

  private ApiKeyRow find(String name) {
    return keys.get(Ids.name("name", name)).orElseThrow(() -> unknown(name));
  }

  private static ProblemException unknown(String name) {
    return new ProblemException(
        Problem.of(404, "There is no key '" + name + "' that is not revoked."));
  }

  private static String name(SecurityContext caller) {
    return Caller.of(caller).name();
  }
}
