package dev.trm.gateway.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.quotas.KeyQuotas;
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
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.Quota;
import dev.trm.jobs.store.SealedSecret;
import dev.trm.jobs.store.Webhook;
import dev.trm.jobs.store.WebhookDeliveries;
import dev.trm.jobs.store.WebhookDelivery;
import dev.trm.jobs.store.WebhookWish;
import dev.trm.jobs.store.Webhooks;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Webhooks: a submitter's own; operators see and change all. */
@Path("/v1/webhooks")
@Tag(name = "Webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class WebhooksResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final int MOST_ON_A_PAGE = 200;
  private static final Duration USUAL_OVERLAP = Duration.ofDays(1);

  private final Webhooks webhooks;
  private final WebhookDeliveries deliveries;
  private final SealedSecrets secrets;
  private final WebhookLifecycle dispatching;
  private final Idempotency idempotency;
  private final JsonBody json;
  private final TargetRules rules;
  private final KeyQuotas quotas;

  @Inject
  WebhooksResource(
      Webhooks webhooks,
      WebhookDeliveries deliveries,
      SealedSecrets secrets,
      WebhookLifecycle dispatching,
      Idempotency idempotency,
      JsonBody json,
      KeyQuotas quotas,
      GatewayConfig config) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.secrets = secrets;
    this.dispatching = dispatching;
    this.idempotency = idempotency;
    this.json = json;
    this.rules = TargetRules.of(config.webhooks());
    this.quotas = quotas;
  }

  /** Webhooks, oldest first. */
  record WebhookList(List<WebhookView> webhooks) {}

  /**
   * A webhook's messages, newest first.
   *
   * @param next the cursor of the page after; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DeliveryList(List<WebhookDelivery> deliveries, @Nullable String next) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "makeWebhook",
      summary = "Be told of jobs' ends",
      description =
          "Each end of a job of this key, of any job for an operator's, is posted to the address"
              + " at least once, by the Standard Webhooks convention. The answer shows the secret"
              + " that messages are signed with; nothing does afterwards.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "WebhookRequest"),
              examples =
                  @ExampleObject(
                      name = "trainings",
                      value =
                          "{\"url\": \"https://ci.example/hooks/trm\", \"events\":"
                              + " [\"job.succeeded\", \"job.failed\"], \"kind\": \"train\"}")))
  @APIResponse(
      responseCode = "201",
      description = "The webhook, its secret included.",
      content = @Content(schema = @Schema(implementation = WebhookView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QuotaExceeded")
  public RestResponse<WebhookView> make(
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    byte[] bytes = json.bytes(body);
    WebhookWish wish = WebhookForm.parse(JsonBody.parse(bytes), rules);
    ApiKey maker = Caller.of(caller).key();
    String owner = maker.name();
    long most = quotas.most(maker, Quota.WEBHOOKS);
    SecretSeal seal = secrets.needed();
    UUID id = idempotency.target(owner, key, "webhook", bytes);
    Webhook made =
        webhooks
            .make(id, owner, wish, seal.seal(SecretOwner.webhook(id), SigningSecret.random()), most)
            .orElseThrow(
                () -> quotas.exceeded(maker, Quota.WEBHOOKS, webhooks.list(owner).size(), 1, null));
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.CREATED, WebhookView.of(made, secret(seal, made)))
        .location(URI.create(WebhookView.path(made)))
        .build();
  }

  @GET
  @Needs(Role.SUBMITTER)
  @Operation(operationId = "listWebhooks", summary = "List webhooks, oldest first")
  public WebhookList list(@Context UriInfo uri, @Context SecurityContext caller) {
    new QueryFields(uri).end();
    return new WebhookList(
        webhooks.list(Caller.of(caller).only()).stream()
            .map(each -> WebhookView.of(each, null))
            .toList());
  }

  @GET
  @Path("/{id}")
  @Needs(Role.SUBMITTER)
  @Operation(operationId = "getWebhook", summary = "Look at a webhook")
  public WebhookView get(@PathParam("id") String id, @Context SecurityContext caller) {
    return WebhookView.of(find(id, caller), null);
  }

  @PATCH
  @Path("/{id}")
  @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "changeWebhook",
      summary = "Change, disable or enable a webhook",
      description =
          "What is left out stays. Enabled again, it gets what it was not told meanwhile.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MERGE_PATCH,
              schema = @Schema(ref = "WebhookChange"),
              examples = @ExampleObject(name = "enable", value = "{\"enabled\": true}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = WebhookView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public WebhookView change(
      @PathParam("id") String id, @Nullable InputStream body, @Context SecurityContext caller)
      throws IOException {
    JsonNode wishes = JsonBody.parse(json.bytes(body));
    Webhook before = find(id, caller);
    WebhookWish wish = WebhookForm.change(wishes, before, rules);
    Webhook changed =
        webhooks
            .change(before.id(), wish, Caller.of(caller).name())
            .orElseThrow(() -> unknown(before.id()));
    dispatching.wake();
    return WebhookView.of(changed, null);
  }

  @DELETE
  @Path("/{id}")
  @Needs(Role.SUBMITTER)
  @Operation(operationId = "deleteWebhook", summary = "Forget a webhook and its log")
  @APIResponse(responseCode = "204", description = "It is forgotten.")
  public void delete(@PathParam("id") String id, @Context SecurityContext caller) {
    Webhook webhook = find(id, caller);
    if (!webhooks.delete(webhook.id(), Caller.of(caller).name())) {
      throw unknown(webhook.id());
    }
  }

  @POST
  @Path("/{id}/secret")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "replaceWebhookSecret",
      summary = "Give a webhook another secret",
      description =
          "The answer shows it; nothing does afterwards. During the overlap, a day unless another"
              + " is named and 30 days at most, messages carry two signatures: by the new secret and"
              + " by the one before. With PT0S the one before is worthless at once.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "SecretRequest"),
              examples = @ExampleObject(name = "an hour", value = "{\"overlap\": \"PT1H\"}")))
  @APIResponse(
      responseCode = "200",
      description = "The webhook, its new secret included.",
      content = @Content(schema = @Schema(implementation = WebhookView.class)))
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  public WebhookView replaceSecret(
      @PathParam("id") String id,
      @Nullable InputStream body,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller)
      throws IOException {
    byte[] bytes = json.bytes(body);
    JsonFields fields = JsonBody.optionalFields(bytes);
    Duration overlap = Overlap.read(fields, USUAL_OVERLAP);
    fields.end();
    Webhook webhook = find(id, caller);
    SecretSeal seal = secrets.needed();
    String actor = Caller.of(caller).name();
    UUID deed = idempotency.target(actor, key, "webhook secret " + webhook.id(), bytes);
    Webhook replaced =
        webhooks
            .replaceSecret(
                deed,
                webhook.id(),
                seal.seal(SecretOwner.webhook(webhook.id()), SigningSecret.random()),
                overlap,
                actor)
            .orElseThrow(() -> unknown(webhook.id()));
    dispatching.wake();
    return WebhookView.of(replaced, secret(seal, replaced));
  }

  @POST
  @Path("/{id}/test")
  @Needs(Role.SUBMITTER)
  @ResponseStatus(202)
  @Operation(
      operationId = "testWebhook",
      summary = "Send a message that tells of nothing but itself",
      description = "As any other; the log shows what came of it.")
  public WebhookDelivery test(
      @PathParam("id") String id,
      @Parameter(ref = "IdempotencyKey") @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context SecurityContext caller) {
    Webhook webhook = find(id, caller);
    String by = Caller.of(caller).name();
    UUID message = idempotency.target(by, key, "webhook test " + webhook.id(), new byte[0]);
    long n =
        deliveries
            .test(message, webhook.id(), Map.of("webhook", webhook.id().toString(), "by", by))
            .orElseThrow(
                () -> ProblemException.notFound("The message was sent and is forgotten by now."));
    dispatching.wake();
    return delivery(webhook, n);
  }

  @GET
  @Path("/{id}/deliveries")
  @Needs(Role.SUBMITTER)
  @Operation(
      operationId = "listDeliveries",
      summary = "A webhook's messages, newest first, with every attempt",
      description = "Status, time taken and how the receiver's answer begins.")
  @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "Cursor")
  @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "Limit")
  public DeliveryList deliveries(
      @PathParam("id") String id, @Context UriInfo uri, @Context SecurityContext caller) {
    QueryFields query = new QueryFields(uri);
    long before = query.numberedCursor();
    int limit = query.integer("limit", 50, 1, MOST_ON_A_PAGE);
    query.end();
    Webhook webhook = find(id, caller);
    Page<WebhookDelivery> page =
        Page.cut(
            deliveries.page(webhook.id(), before, limit + 1),
            limit,
            delivery -> Long.toString(delivery.n()));
    return new DeliveryList(page.entries(), page.next());
  }

  @POST
  @Path("/{id}/deliveries/{n}/replay")
  @Needs(Role.SUBMITTER)
  @ResponseStatus(202)
  @Operation(
      operationId = "replayDelivery",
      summary = "Send a message again",
      description = "With the id it had, so a receiver that has it can tell.")
  public WebhookDelivery replay(
      @PathParam("id") String id, @PathParam("n") String n, @Context SecurityContext caller) {
    if (!n.matches("[0-9]{1,18}")) {
      throw new ProblemException(
          Problem.parameter("n", "n is '" + n + "'; it must be the number of a delivery"));
    }
    long number = Long.parseLong(n);
    Webhook webhook = find(id, caller);
    if (!deliveries.replay(webhook.id(), number)) {
      throw ProblemException.notFound("Webhook " + id + " has no delivery " + n + ".");
    }
    dispatching.wake();
    return delivery(webhook, number);
  }

  private byte[] secret(SecretSeal seal, Webhook webhook) {
    SealedSecret sealed = webhooks.secret(webhook.id()).orElseThrow(() -> unknown(webhook.id()));
    return SealedSecrets.opened(seal, SecretOwner.webhook(webhook.id()), sealed);
  }

  private WebhookDelivery delivery(Webhook webhook, long n) {
    return deliveries.find(webhook.id(), n).orElseThrow(() -> unknown(webhook.id()));
  }

  private Webhook find(String id, SecurityContext caller) {
    UUID parsed = Ids.job(id).value();
    return webhooks
        .find(parsed)
        .filter(webhook -> Caller.of(caller).sees(webhook.owner()))
        .orElseThrow(() -> unknown(parsed));
  }

  private static ProblemException unknown(UUID id) {
    return ProblemException.notFound("There is no webhook " + id + ".");
  }
}
