package dev.trm.gateway.access;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The cookie of somebody who signed in to the pages: 256 random bits that no script can read and no
 * other site can send along.
 *
 * <p>Over TLS it has the prefix {@code __Host-}: browsers take it from this host over TLS only, so
 * neither a sibling domain nor somebody on the network can plant another. Without TLS, on loopback,
 * it has none: browsers refuse the prefix without {@code Secure}, and not all of them store such
 * cookies from {@code http://localhost}.
 */
final class SessionCookie {
  private static final String NAME = "trm-session";
  private static final String TLS_ONLY = "__Host-";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 32;
  private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{43}");

  private SessionCookie() {}

  /** The text for a new session. */
  static String random() {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** What the request's cookie says; empty if there is none or it is none of ours. */
  static Optional<String> text(HttpServerRequest request) {
    return Optional.ofNullable(request.getCookie(name(request)))
        .map(Cookie::getValue)
        .filter(text -> TEXT.matcher(text).matches());
  }

  /** Hands it out with the answer. */
  static void set(RoutingContext request, String text, Duration lasts) {
    request.response().addCookie(cookie(request.request(), text).setMaxAge(lasts.toSeconds()));
  }

  /** Has the browser forget one that is good for nothing. */
  static void forgetIfShown(RoutingContext request) {
    if (request.request().getCookie(name(request.request())) != null) {
      request.response().addCookie(cookie(request.request(), "").setMaxAge(0));
    }
  }

  /** The cookie with that text, as this request's browser is to keep it. */
  static Cookie cookie(HttpServerRequest request, String text) {
    return Cookie.cookie(name(request), text)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setSecure(overTls(request));
  }

  /** The name that it has where this request came from; one of another name counts for nothing. */
  private static String name(HttpServerRequest request) {
    return overTls(request) ? TLS_ONLY + NAME : NAME;
  }

  private static boolean overTls(HttpServerRequest request) {
    return "https".equals(request.scheme());
  }
}
