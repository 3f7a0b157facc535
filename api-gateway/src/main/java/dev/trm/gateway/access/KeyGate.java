package dev.trm.gateway.access;

import dev.trm.audit.Sha256;
import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.problem.UnknownRoutes;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.StoreException;
import dev.trm.jobs.store.WebSessions;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route but health, the files of the pages and those that prove otherwise who
 * they are from, those of Quarkus itself included: without a valid key, or the session that one
 * opened, it answers 401, and 429 when a key calls too often or an address tries too many wrong
 * ones. The key's name and role go along with the request.
 */
@ApplicationScoped
public class KeyGate {
  private static final Logger LOG = Logger.getLogger(KeyGate.class);
  private static final String CALLER = "trm.caller";
  private static final String OPEN = "/q/health";
  private static final String SIGNED = "/v1/hooks/";
  private static final String SIGN_IN = "/v1/session";
  private static final Pattern BEARER =
      Pattern.compile("Bearer +([\\x21-\\x7e]+)", Pattern.CASE_INSENSITIVE);
  private static final int BEFORE_ALL = 1000;
  private static final int MOST_CACHED = 10_000;

  private final ApiKeys keys;
  private final WebSessions sessions;
  private final Tokens tokens;
  private final long trustedNanos;
  private final long largestBody;
  private final int ratePerMinute;
  private final Patience failures;
  private final TokenBuckets calls = new TokenBuckets(System::nanoTime);
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  private record Known(Caller caller, long at) {}

  /**
   * What a request has shown.
   *
   * @param text never logged
   * @param refusal words for one that is not good
   */
  private record Presented(String text, String refusal) {}

  @Inject
  KeyGate(ApiKeys keys, WebSessions sessions, Tokens tokens, GatewayConfig config) {
    this.keys = keys;
    this.sessions = sessions;
    this.tokens = tokens;
    this.trustedNanos = config.keyCache().toNanos();
    this.largestBody =
        Stream.of(config.maxBatchBody(), config.maxDatasetBody(), config.maxCheckpointBody())
            .mapToLong(MemorySize::asLongValue)
            .max()
            .orElseThrow();
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
   * Whether this route proves otherwise who it is from, by a signature or by the key in its body; a
   * resource there that does not say so lets nobody in.
   */
  private static boolean signed(RoutingContext request) {
    String path = request.normalizedPath();
    return path.startsWith(SIGNED)
        || (path.equals(SIGN_IN) && request.request().method().equals(HttpMethod.POST));
  }

  /** How many wrong keys each address may still try. */
  Patience patience() {
    return failures;
  }

  /** Trusts nothing that was looked up before: keys have changed in this process. */
  void forget() {
    changes.incrementAndGet();
    known.clear();
  }

  private void pass(RoutingContext request) {
    if (open(request) || PageAddress.of(request) || signed(request)) {
      request.next();
      return;
    }
    String authorization = request.request().getHeader("Authorization");
    Optional<String> cookie = SessionCookie.text(request.request());
    if (authorization == null && cookie.isPresent()) {
      passSession(request, cookie.get());
      return;
    }
    Matcher bearer = BEARER.matcher(Optional.ofNullable(authorization).orElse(""));
    if (!bearer.matches()) {
      refuse(request, "Authorization is missing or not of the form 'Bearer KEY'.", "");
      return;
    }
    passKey(request, bearer.group(1));
  }

  private void passSession(RoutingContext request, String text) {
    Optional<String> fault = SameOrigin.fault(request.request());
    if (fault.isPresent()) {
      UnknownRoutes.write(request, Problem.of(403, fault.get()));
      return;
    }
    Presented session = new Presented("session " + text, "The session has ended; sign in again.");
    if (maybe(request, session)) {
      lookUp(
          request,
          session,
          () ->
              sessions
                  .find(text)
                  .map(
                      found ->
                          new Caller(
                              found.key(),
                              new Credential.Session(Sha256.hex(text), found.until()))));
    }
  }

  private void passKey(RoutingContext request, String text) {
    Presented key = new Presented("key " + text, "The key is not known.");
    if (!maybe(request, key)) {
      return;
    }
    if (Tokens.isToken(text) && tokens.accepted()) {
      tokens
          .caller(request, text)
          .subscribe()
          .with(
              found -> decide(request, key, found, null),
              failure -> decide(request, key, null, failure));
      return;
    }
    lookUp(request, key, () -> keys.find(text).map(found -> identified(found, text)));
  }

  /** Whether it has to be looked up; where not, the request has been answered or let through. */
  private boolean maybe(RoutingContext request, Presented shown) {
    if (tooLarge(request.request())) {
      request.response().putHeader("Connection", "close");
      UnknownRoutes.write(
          request, Problem.of(413, "The body is longer than " + largestBody + " bytes."));
      return false;
    }
    Known cached = known.get(shown.text);
    if (cached != null && System.nanoTime() - cached.at < trustedNanos) {
      admit(request, cached.caller);
      return false;
    }
    TokenBucket.Standing patience = failures.look(request);
    if (!patience.passed()) {
      request.response().putHeader("Retry-After", Long.toString(patience.retryAfterSeconds()));
      UnknownRoutes.write(
          request, Problem.of(429, "Too many wrong keys came from this address; try later."));
      return false;
    }
    return true;
  }

  private void lookUp(
      RoutingContext request, Presented shown, Callable<Optional<Caller>> database) {
    long before = changes.get();
    request
        .vertx()
        .executeBlocking(database, false)
        .onComplete(
            found -> {
              if (found.succeeded() && found.result().isPresent()) {
                remember(shown.text, found.result().get(), before);
              }
              decide(request, shown, found.result(), found.cause());
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
      Presented shown,
      @Nullable Optional<Caller> found,
      @Nullable Throwable failure) {
    if (found == null) {
      LOG.warnf("a key cannot be looked up: %s", String.valueOf(failure));
      int status = failure instanceof StoreException ? 503 : 500;
      request.response().putHeader("Retry-After", "1");
      UnknownRoutes.write(request, Problem.of(status, "Keys cannot be looked up now; try again."));
    } else if (found.isEmpty()) {
      known.remove(shown.text);
      failures.wrong(request);
      SessionCookie.forgetIfShown(request);
      refuse(request, shown.refusal, ", error=\"invalid_token\"");
    } else {
      admit(request, found.get());
    }
  }

  private static Caller identified(ApiKey key, String text) {
    return new Caller(key, new Credential.Key(Sha256.hex(text)));
  }

  private void admit(RoutingContext request, Caller caller) {
    Optional<ProblemException> refusal = rate(request, caller.key());
    if (refusal.isEmpty()) {
      proceed(request, caller);
      return;
    }
    refusal.get().headers().forEach(request.response()::putHeader);
    UnknownRoutes.write(request, Problem.of(429, String.valueOf(refusal.get().getMessage())));
  }

  /**
   * Counts a request that shows its key in its body.
   *
   * @throws ProblemException 429 if the key has called too often
   */
  void requireRate(RoutingContext request, ApiKey key) {
    Optional<ProblemException> refusal = rate(request, key);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  /** Counts a request of a key; why it is one too many. */
  private Optional<ProblemException> rate(RoutingContext request, ApiKey key) {
    Integer own = key.ratePerMinute();
    if (own == null && key.role() == ApiKey.Role.OPERATOR) {
      return Optional.empty();
    }
    int rate = own == null ? ratePerMinute : own;
    TokenBucket.Standing standing = calls.take(key.name(), rate);
    long reset = standing.untilNext().isZero() ? 0 : standing.retryAfterSeconds();
    request.response().putHeader("RateLimit-Policy", "\"key\";q=" + rate + ";w=60");
    request.response().putHeader("RateLimit", "\"key\";r=" + standing.left() + ";t=" + reset);
    return standing.passed()
        ? Optional.empty()
        : Optional.of(
            new ProblemException(
                Problem.of(429, "Key '" + key.name() + "' may call " + rate + " times a minute."),
                Map.of("Retry-After", Long.toString(standing.retryAfterSeconds()))));
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
