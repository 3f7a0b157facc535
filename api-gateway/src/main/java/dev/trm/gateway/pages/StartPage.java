package dev.trm.gateway.pages;

import dev.trm.gateway.access.PageAddress;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The one document of the pages, at every address of theirs: which page it shows it finds out from
 * the address itself, in the browser. A file that is there, such as a script, comes before it; and
 * who asks for anything but a page gets none.
 */
@Singleton
public class StartPage {
  /** After files, before resources. */
  private static final int ORDER = 15_000;

  /** Before files: those that were not named before are asked for again when they have changed. */
  private static final int BEFORE_FILES = 5_000;

  private static final String FILE = "/pages/start.html";
  private static final String PLACE_OF_THE_MAP = "{IMPORT_MAP}";

  private final byte[] html;
  private final String policy;

  StartPage() {
    String document = read();
    this.html = document.getBytes(StandardCharsets.UTF_8);
    this.policy = PagePolicy.of(document);
  }

  void register(@Observes Router router) {
    router.route().order(BEFORE_FILES).handler(StartPage::askAgain);
    router.route().order(ORDER).handler(this::show);
  }

  private static void askAgain(RoutingContext request) {
    if (PageAddress.of(request)) {
      request.addHeadersEndHandler(
          done -> {
            if (request.response().getStatusCode() < 400) {
              request.response().putHeader("Cache-Control", "no-cache");
            }
          });
    }
    request.next();
  }

  private void show(RoutingContext request) {
    if (!PageAddress.of(request) || !wanted(request)) {
      request.next();
      return;
    }
    request
        .response()
        .putHeader("Content-Type", "text/html;charset=UTF-8")
        .putHeader("Content-Security-Policy", policy)
        .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        .putHeader("Content-Length", Integer.toString(html.length));
    if (request.request().method().equals(HttpMethod.HEAD)) {
      request.response().end();
    } else {
      request.response().end(Buffer.buffer(html));
    }
  }

  /** A browser says that it wants a page; a script that is missing is not answered with one. */
  private static boolean wanted(RoutingContext request) {
    String accept = request.request().getHeader("Accept");
    return request.normalizedPath().equals("/") || (accept != null && accept.contains("text/html"));
  }

  private static String read() {
    try (InputStream in = StartPage.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing in the package");
      }
      ClassLoader packages = Thread.currentThread().getContextClassLoader();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace(PLACE_OF_THE_MAP, ImportMap.of(packages));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
