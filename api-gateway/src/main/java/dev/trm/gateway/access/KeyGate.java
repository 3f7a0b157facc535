package dev.trm.gateway.access;

import dev.trm.audit.Sha256;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route but health and those that prove by a signature who they are from, those
 * of Quarkus itself included: without a valid key it answers 401, and 429 when a key calls too
 * often or an address tries too many wrong keys. The key's name and role go along with the request.
 */
@ApplicationScoped
public class KeyGate {
  private static final Logger LOG = Logger.getLogger(KeyGate.class);
  private static final String CALLER = "trm.caller";
  private static final String OPEN = "/q/health";
  private static final String SIGNED = "/v1/hooks/";
  private static final Pattern BEARER =
      Pattern.compile("Bearer +([\\x21-\\x7e]+)", Pattern.CASE_INSENSITIVE);
  private static final int BEFORE_ALL = 1000;
  private static final int MOST_CACHED = 10_000;

  private final ApiKeys keys;
  private final Tokens tokens;
  private final long trustedNanos;
  private final long largestBody;
  private final int ratePerMinute;
  private final Patience failures;
  private final TokenBuckets calls = new TokenBuckets(System::nanoTime);
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  private record Known(Caller caller, long at) {}

  @Inject
  KeyGate(ApiKeys keys, Tokens tokens, GatewayConfig config) {
    this.keys = keys;
    this.tokens = tokens;
    this.trustedNanos = config.keyCache().toNanos();
    this.largestBody =
        Math.max(config.maxBatchBody().asLongValue(), config.maxCheckpointBody().asLongValue());
    this.failures = new Patience(config.failuresPerMinute());
    this.ratePerMinute = config.ratePerMinute();
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, BEFORE_ALL);
  }

  /** Whose request this is. */
  static @Nullable Caller caller(RoutingContext request) {
    return request.get(CALLER);
  }

  /** Whether this route needs neither key nor name. */
  static boolean open(RoutingContext request) {
    String path = request.normalizedPath();
    return path.equals(OPEN) || path.startsWith(OPEN + "/");
  }

  /**
   * Whether this route proves by a signature who it is from; a resource there that does not say so
   * lets nobody in.
   */
  private static boolean signed(RoutingContext request) {
    return request.normalizedPath().startsWith(SIGNED);
  }

  /** Trusts nothing that was looked up before: keys have changed in this process. */
  void forget() {
    changes.incrementAndGet();
    known.clear();
  }

  private void pass(RoutingContext request) {
    if (open(request) || signed(request)) {
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
      admit(request, cached.caller);
      return;
    }
    TokenBucket.Standing patience = failures.look(request);
    if (!patience.passed()) {
      request.response().putHeader("Retry-After", Long.toString(patience.retryAfterSeconds()));
      UnknownRoutes.write(
          request, Problem.of(429, "Too many wrong keys came from this address; try later."));
      return;
    }
    if (Tokens.isToken(text) && tokens.accepted()) {
      tokens
          .caller(request, text)
          .subscribe()
          .with(
              found -> decide(request, text, found, null),
              failure -> decide(request, text, null, failure));
      return;
    }
    long before = changes.get();
    request
        .vertx()
        .executeBlocking(() -> keys.find(text).map(key -> identified(key, text)), false)
        .onComplete(
            found -> {
              if (found.succeeded() && found.result().isPresent()) {
                remember(text, found.result().get(), before);
              }
              decide(request, text, found.result(), found.cause());
            });
  }

  /** Keeps what was looked up, unless keys were changed meanwhile. */
  private void remember(String text, Caller caller, long before) {
    if (known.size() >= MOST_CACHED) {
      known.clear();
    }
    known.put(text, new Known(caller, System.nanoTime()));
    if (changes.get() != before) {
      known.remove(text);
    }
  }

  private void decide(
      RoutingContext request,
      String text,
      @Nullable Optional<Caller> found,
      @Nullable Throwable failure) {
    if (found == null) {
      LOG.warnf("a key cannot be looked up: %s", String.valueOf(failure));
      int status = failure instanceof StoreException ? 503 : 500;
      request.response().putHeader("Retry-After", "1");
      UnknownRoutes.write(request, Problem.of(status, "Keys cannot be looked up now; try again."));
    } else if (found.isEmpty()) {
      known.remove(text);
      failures.wrong(request);
      refuse(request, "The key is not known.", ", error=\"invalid_token\"");
    } else {
      admit(request, found.get());
    }
  }

  private static Caller identified(ApiKey key, String text) {
    return new Caller(key, new Credential.Key(Sha256.hex(text)));
  }

  private void admit(RoutingContext request, Caller caller) {
    ApiKey key = caller.key();
    Integer own = key.ratePerMinute();
    if (own == null && key.role() == ApiKey.Role.OPERATOR) {
      proceed(request, caller);
      return;
    }
    int rate = own == null ? ratePerMinute : own;
    TokenBucket.Standing standing = calls.take(key.name(), rate);
    long reset = standing.untilNext().isZero() ? 0 : standing.retryAfterSeconds();
    request.response().putHeader("RateLimit-Policy", "\"key\";q=" + rate + ";w=60");
    request.response().putHeader("RateLimit", "\"key\";r=" + standing.left() + ";t=" + reset);
    if (standing.passed()) {
      proceed(request, caller);
      return;
    }
    request.response().putHeader("Retry-After", Long.toString(standing.retryAfterSeconds()));
    UnknownRoutes.write(
        request, Problem.of(429, "Key '" + key.name() + "' may call " + rate + " times a minute."));
  }

  private static void proceed(RoutingContext request, Caller caller) {
    request.put(CALLER, caller);
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
