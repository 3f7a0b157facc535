package dev.trm.gateway.access;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.UnknownRoutes;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.StoreException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route but health, those of Quarkus itself included: without a valid key it
 * answers 401. The key's name and role go along with the request.
 */
@ApplicationScoped
public class KeyGate {
  private static final Logger LOG = Logger.getLogger(KeyGate.class);
  private static final String CALLER = "trm.caller";
  private static final String OPEN = "/q/health";
  private static final Pattern BEARER =
      Pattern.compile("Bearer +([\\x21-\\x7e]+)", Pattern.CASE_INSENSITIVE);
  private static final int BEFORE_ALL = 1000;
  private static final int MOST_CACHED = 10_000;

  private final ApiKeys keys;
  private final long trustedNanos;
  private final long largestBody;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(ApiKey key, long at) {}

  @Inject
  KeyGate(ApiKeys keys, GatewayConfig config) {
    this.keys = keys;
    this.trustedNanos = config.keyCache().toNanos();
    this.largestBody = config.maxBatchBody().asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, BEFORE_ALL);
  }

  /** Whose request this is. */
  static @Nullable ApiKey caller(RoutingContext request) {
    return request.get(CALLER);
  }

  private void pass(RoutingContext request) {
    String path = request.normalizedPath();
    if (path.equals(OPEN) || path.startsWith(OPEN + "/")) {
      request.next();
      return;
    }
    Matcher bearer =
        BEARER.matcher(
            Optional.ofNullable(request.request().getHeader("Authorization")).orElse(""));
    if (!bearer.matches()) {
      refuse(request, "Authorization is missing or not of the form 'Bearer KEY'.", "");
      return;
    }
    if (tooLarge(request.request())) {
      request.response().putHeader("Connection", "close");
      UnknownRoutes.write(
          request, Problem.of(413, "The body is longer than " + largestBody + " bytes."));
      return;
    }
    String text = bearer.group(1);
    Known cached = known.get(text);
    if (cached != null && System.nanoTime() - cached.at < trustedNanos) {
      admit(request, cached.key);
      return;
    }
    request
        .vertx()
        .executeBlocking(() -> keys.find(text), false)
        .onComplete(found -> decide(request, text, found.result(), found.cause()));
  }

  private void decide(
      RoutingContext request,
      String text,
      @Nullable Optional<ApiKey> found,
      @Nullable Throwable failure) {
    if (found == null) {
      LOG.warnf("a key cannot be looked up: %s", String.valueOf(failure));
      int status = failure instanceof StoreException ? 503 : 500;
      request.response().putHeader("Retry-After", "1");
      UnknownRoutes.write(request, Problem.of(status, "Keys cannot be looked up now; try again."));
    } else if (found.isEmpty()) {
      known.remove(text);
      refuse(request, "The key is not known.", ", error=\"invalid_token\"");
    } else {
      if (known.size() >= MOST_CACHED) {
        known.clear();
      }
      known.put(text, new Known(found.get(), System.nanoTime()));
      admit(request, found.get());
    }
  }

  private static void admit(RoutingContext request, ApiKey key) {
    request.put(CALLER, key);
    request.next();
  }

  private static void refuse(RoutingContext request, String detail, String error) {
    request.response().putHeader("WWW-Authenticate", "Bearer realm=\"trm\"" + error);
    UnknownRoutes.write(request, Problem.of(401, detail));
  }

  private boolean tooLarge(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > largestBody;
  }
}
