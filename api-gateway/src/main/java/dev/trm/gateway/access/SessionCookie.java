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
 * other site can send along. Over TLS it is sent over TLS only.
 */
final class SessionCookie {
  static final String NAME = "trm-session";

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
    return Optional.ofNullable(request.getCookie(NAME))
        .map(Cookie::getValue)
        .filter(text -> TEXT.matcher(text).matches());
  }

  /** Hands it out with the answer. */
  static void set(RoutingContext request, String text, Duration lasts) {
    request.response().addCookie(cookie(request, text).setMaxAge(lasts.toSeconds()));
  }

  /** Has the browser forget one that is good for nothing. */
  static void forgetIfShown(RoutingContext request) {
    if (request.request().getCookie(NAME) != null) {
      request.response().addCookie(cookie(request, "").setMaxAge(0));
    }
  }

  private static Cookie cookie(RoutingContext request, String text) {
    return Cookie.cookie(NAME, text)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setSecure("https".equals(request.request().scheme()));
  }
}
