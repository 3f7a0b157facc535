package dev.trm.gateway.access;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.UnknownRoutes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Answers only requests addressed to a name of ours: a page of another site whose name was made to
 * point here (DNS rebinding) gets a 421. Health is exempt: orchestrators ask by changing addresses,
 * and it tells nothing. Also puts the headers on every answer that keep browsers from guessing.
 */
@ApplicationScoped
public class HostGate {
  private static final int BEFORE_KEYS = 2000;
  private static final String ANY = "*";
  private static final String SWAGGER = "/q/swagger-ui";
  private static final String DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
  private static final String SWAGGER_POLICY =
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; frame-ancestors 'none'";

  private final Set<String> hosts;

  @Inject
  HostGate(
      GatewayConfig config,
      @ConfigProperty(name = "quarkus.http.host", defaultValue = "127.0.0.1") String listening) {
    this.hosts = allowed(config.hosts().orElse(null), listening);
  }

  static Set<String> allowed(@Nullable Set<String> configured, String listening) {
    Set<String> all = new TreeSet<>();
    for (String host :
        configured == null ? List.of("localhost", "127.0.0.1", "::1", listening) : configured) {
      all.add(plain(host));
    }
    return all;
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, BEFORE_KEYS);
  }

  private void pass(RoutingContext request) {
    request.addHeadersEndHandler(done -> protect(request));
    HostAndPort address = request.request().authority();
    if (KeyGate.open(request) || (address != null && allows(hosts, address.host()))) {
      request.next();
      return;
    }
    UnknownRoutes.write(
        request,
        Problem.of(
            421,
            address == null
                ? "Host is missing."
                : "Host is '" + address.host() + "'; that is no name of this gateway."));
  }

  static boolean allows(Set<String> allowed, String host) {
    return allowed.contains(ANY) || allowed.contains(plain(host));
  }

  private static void protect(RoutingContext request) {
    absent(request, "X-Content-Type-Options", "nosniff");
    absent(request, "Referrer-Policy", "no-referrer");
    absent(request, "Cross-Origin-Resource-Policy", "same-origin");
    absent(request, "Cache-Control", "no-store");
    absent(
        request,
        "Content-Security-Policy",
        request.normalizedPath().startsWith(SWAGGER) ? SWAGGER_POLICY : DATA_POLICY);
  }

  private static void absent(RoutingContext request, String name, String value) {
    if (!request.response().headers().contains(name)) {
      request.response().putHeader(name, value);
    }
  }

  /** Lower case, without the brackets of IPv6 and the dot that ends a full name. */
  private static String plain(String host) {
    String plain = host.strip().toLowerCase(Locale.ROOT);
    if (plain.startsWith("[") && plain.endsWith("]")) {
      plain = plain.substring(1, plain.length() - 1);
    }
    return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
  }
}
