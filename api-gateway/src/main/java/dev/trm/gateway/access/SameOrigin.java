package dev.trm.gateway.access;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request with a cookie comes from a page of ours. A browser adds the cookie by itself,
 * and to it a page at another port of the same host is of the same site; so what writes must name
 * our own origin, and nothing may come from a page that the browser says is another's.
 */
final class SameOrigin {
  private static final Set<HttpMethod> LOOKING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<String> OURS = Set.of("same-origin", "none");

  private SameOrigin() {}

  /** What speaks against it, for the caller; empty where nothing does. */
  static Optional<String> fault(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !OURS.contains(site)) {
      return Optional.of("Sec-Fetch-Site is '" + site + "'; sessions are for our own pages only.");
    }
    String origin = request.getHeader("Origin");
    if (origin == null && LOOKING.contains(request.method())) {
      return Optional.empty();
    }
    if (origin == null) {
      return Optional.of("Origin is missing; with a session it must name this gateway.");
    }
    return same(origin, request.authority())
        ? Optional.empty()
        : Optional.of("Origin is '" + origin + "'; sessions are for our own pages only.");
  }

  /** The scheme is left out: in front of us may be what ends TLS. */
  static boolean same(String origin, @Nullable HostAndPort ours) {
    URI from;
    try {
      from = URI.create(origin);
    } catch (IllegalArgumentException e) {
      return false;
    }
    String scheme = from.getScheme();
    if (ours == null || from.getHost() == null || scheme == null) {
      return false;
    }
    int usual = scheme.equals("https") ? 443 : 80;
    return plain(from.getHost()).equals(plain(ours.host()))
        && port(from.getPort(), usual) == port(ours.port(), usual);
  }

  private static int port(int named, int usual) {
    return named < 0 ? usual : named;
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") && lower.endsWith("]")
        ? lower.substring(1, lower.length() - 1)
        : lower;
  }
}
