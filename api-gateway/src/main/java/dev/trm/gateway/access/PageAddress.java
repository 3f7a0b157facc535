package dev.trm.gateway.access;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * Where the files of the web pages lie: everywhere but below {@code /v1} and {@code /q}. They are
 * the same for everybody and tell nothing, so they are handed out without a key; what they show
 * they ask for with one.
 */
public final class PageAddress {
  private PageAddress() {}

  /** Whether the request looks at such a file. */
  public static boolean of(RoutingContext request) {
    HttpMethod method = request.request().method();
    return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && !below(request.normalizedPath(), "/v1")
        && !below(request.normalizedPath(), "/q");
  }

  private static boolean below(String path, String root) {
    return path.equals(root) || path.startsWith(root + "/");
  }
}
