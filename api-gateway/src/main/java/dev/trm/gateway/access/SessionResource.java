package dev.trm.gateway.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.body.BodyKind;
import dev.trm.gateway.body.Takes;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.quotas.KeyQuotas;
import dev.trm.gateway.request.JsonBody;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.Quota;
import dev.trm.jobs.store.WebSession;
import dev.trm.jobs.store.WebSessions;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Signing in to the web pages: a key is exchanged for a cookie that stands for it. */
@Path("/v1/session")
@Tag(name = "Session")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class SessionResource {
  private final ApiKeys keys;
  private final WebSessions sessions;
  private final KeyGate gate;
  private final OpenStreams streams;
  private final JsonBody json;
  private final KeyQuotas quotas;
  private final Duration lasts;

  @Inject
  SessionResource(
      ApiKeys keys,
      WebSessions sessions,
      KeyGate gate,
      OpenStreams streams,
      JsonBody json,
      KeyQuotas quotas,
      GatewayConfig config) {
    this.keys = keys;
    this.sessions = sessions;
    this.gate = gate;
    this.streams = streams;
    this.json = json;
    this.quotas = quotas;
    this.lasts = config.sessionTime();
  }

  /**
   * Who calls.
   *
   * @param name the key's
   * @param until when the session or token ends by itself; absent for a key
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SessionView(String name, String role, @Nullable Instant until) {
    static SessionView of(ApiKey key, @Nullable Instant until) {
      return new SessionView(key.name(), key.role().name().toLowerCase(Locale.ROOT), until);
    }
  }

  @POST
  @Signed
  @Takes(BodyKind.SIGN_IN)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "signIn",
      summary = "Exchange a key for a session",
      description =
          "For the web pages: the answer sets the cookie trm-session (HttpOnly, SameSite=Strict),"
              + " over TLS __Host-trm-session (Secure), which stands for the key in later requests of the same origin. It ends after"
              + " trm.gateway.session-time, by signing out, and with the key. Writes with it must"
              + " come with our own Origin.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "SignInRequest"),
              examples = @ExampleObject(name = "a key", value = "{\"key\": \"trm_…\"}")))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = SessionView.class)))
  @APIResponse(responseCode = "401", description = "The key is not known.")
  @APIResponse(responseCode = "422", ref = "#/components/responses/InvalidField")
  @APIResponse(responseCode = "429", ref = "#/components/responses/QuotaExceeded")
  public SessionView signIn(@Nullable InputStream body, RoutingContext request) throws IOException {
    JsonFields fields = new JsonFields(JsonBody.parse(json.bytes(body)), "");
    String key = fields.text("key").strip();
    fields.end();
    ApiKey found = keys.find(key).orElse(null);
    if (found == null) {
      gate.patience().wrong(request);
      throw new ProblemException(Problem.of(401, "The key is not known."));
    }
    gate.requireRate(request, found);
    SessionCookie.text(request.request()).ifPresent(this::close);
    String text = SessionCookie.random();
    if (sessions.open(text, key, lasts, quotas.most(found, Quota.SESSIONS))
        instanceof WebSessions.Opening.TooMany many) {
      throw quotas.exceeded(found, Quota.SESSIONS, many.open(), 1, many.untilNext());
    }
    WebSession opened =
        sessions
            .find(text)
            .orElseThrow(() -> new ProblemException(Problem.of(401, "The key is not known.")));
    SessionCookie.set(request, text, lasts);
    return SessionView.of(opened.key(), opened.until());
  }

  @GET
  @Operation(operationId = "getSession", summary = "Who the caller is")
  public SessionView session(@Context SecurityContext context) {
    Caller caller = Caller.of(context);
    Instant until = null;
    if (caller.credential() instanceof Credential.Session session) {
      until = session.until();
    } else if (caller.credential() instanceof Credential.Token token) {
      until = token.until();
    }
    return SessionView.of(caller.key(), until);
  }

  @DELETE
  @Needs(Role.READER)
  @Operation(
      operationId = "signOut",
      summary = "End the session",
      description = "Its event streams end too. Without a session nothing happens.")
  public void signOut(RoutingContext request) {
    SessionCookie.text(request.request()).ifPresent(this::close);
    SessionCookie.forgetIfShown(request);
  }

  private void close(String session) {
    sessions.close(session);
    gate.forget();
    streams.lookAgain();
  }
}
