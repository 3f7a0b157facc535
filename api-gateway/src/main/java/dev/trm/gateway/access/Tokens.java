package dev.trm.gateway.access;

import dev.trm.gateway.GatewayConfig;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKey.Role;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * The callers that an OpenID Connect issuer vouches for: signature, issuer, audience and time are
 * checked by Quarkus, the role follows from the token's. Nobody without a role of ours is let in.
 */
@Singleton
final class Tokens {
  private static final Logger LOG = Logger.getLogger(Tokens.class);
  private static final Pattern JWT =
      Pattern.compile("eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
  private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private final IdentityProviderManager identities;
  private final boolean enabled;
  private final Map<Role, Set<String>> names = new LinkedHashMap<>();

  @Inject
  Tokens(IdentityProviderManager identities, GatewayConfig config) {
    this.identities = identities;
    this.enabled = config.oidc().enabled();
    if (enabled && config.oidc().issuer().isEmpty()) {
      throw new IllegalStateException(
          "trm.gateway.oidc.enabled is true; trm.gateway.oidc.issuer must be set too");
    }
    names.put(Role.OPERATOR, config.oidc().operators());
    names.put(Role.SUBMITTER, config.oidc().submitters());
    names.put(Role.READER, config.oidc().readers());
  }

  /** Whether tokens are looked at at all. */
  boolean accepted() {
    return enabled;
  }

  /** Whether the text has the form of a signed token; no key of ours has. */
  static boolean isToken(String text) {
    return JWT.matcher(text).matches();
  }

  /** Whose token it is; empty if it is not good for us. */
  Uni<Optional<Caller>> caller(RoutingContext request, String text) {
    TokenAuthenticationRequest token =
        new TokenAuthenticationRequest(new AccessTokenCredential(text));
    HttpSecurityUtils.setRoutingContextAttribute(token, request);
    return identities
        .authenticate(token)
        .map(this::caller)
        .onFailure(AuthenticationFailedException.class)
        .recoverWithItem(
            failure -> {
              LOG.debugf("a token was refused: %s", failure.getMessage());
              return Optional.empty();
            });
  }

  private Optional<Caller> caller(SecurityIdentity identity) {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)
        || token.getSubject() == null
        || !SUBJECT.matcher(token.getSubject()).matches()) {
      return Optional.empty();
    }
    Credential expiring = new Credential.Token(Instant.ofEpochSecond(token.getExpirationTime()));
    return role(identity.getRoles())
        .map(role -> new Caller(new ApiKey(Caller.OF_TOKENS + token.getSubject(), role), expiring));
  }

  private Optional<Role> role(Set<String> roles) {
    return names.entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(roles::contains))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
