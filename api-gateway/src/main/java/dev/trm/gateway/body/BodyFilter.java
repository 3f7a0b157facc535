package dev.trm.gateway.body;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.access.Caller;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.quotas.KeyUploads;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.Datasets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/**
 * Receives the body of a request before its resource method is called, once the caller's role is
 * known: no worker thread waits for a slow client. Quarkus makes filters before there is a
 * configuration, hence the providers.
 */
@Singleton
class BodyFilter {
  private static final String GZIP = "gzip";

  private final Provider<GatewayConfig> configuration;
  private final Provider<SpoolDirectory> directory;
  private final Provider<KeyUploads> uploads;
  private final Provider<Datasets> datasets;
  private final KeylessBytes keyless = new KeylessBytes();

  @Inject
  BodyFilter(
      Provider<GatewayConfig> configuration,
      Provider<SpoolDirectory> directory,
      Provider<KeyUploads> uploads,
      Provider<Datasets> datasets) {
    this.configuration = configuration;
    this.directory = directory;
    this.uploads = uploads;
    this.datasets = datasets;
  }

  @ServerRequestFilter(nonBlocking = true, priority = Priorities.USER)
  public Uni<Void> receive(
      ContainerRequestContext context, ResourceInfo resource, RoutingContext route) {
    Method method = resource.getResourceMethod();
    if (!Arrays.asList(method.getParameterTypes()).contains(InputStream.class)) {
      return Uni.createFrom().voidItem();
    }
    Takes takes = method.getAnnotation(Takes.class);
    BodyKind kind = takes == null ? BodyKind.JSON : takes.value();
    GatewayConfig config = configuration.get();
    long most = kind.most(config);
    boolean gzip = gzip(route.request());
    ReceivedBody body = new ReceivedBody(most, gzip, directory.get());
    CurrentRequestManager.get()
        .registerCompletionCallback((CompletionCallback) failure -> body.close());
    return counted(body, kind, context, route)
        .chain(
            () ->
                Uni.createFrom()
                    .completionStage(new BodyReceipt(route, body, config.bodies()).received()))
        .invoke(
            () -> {
              body.remember(route);
              context.setEntityStream(body.open());
            });
  }

  private Uni<Void> counted(
      ReceivedBody body, BodyKind kind, ContainerRequestContext context, RoutingContext route) {
    if (kind.keyless()) {
      body.counted(keyless.share(configuration.get().bodies().keyless().asLongValue()));
      return Uni.createFrom().voidItem();
    }
    if (!kind.upload()) {
      return Uni.createFrom().voidItem();
    }
    ApiKey submitter = Caller.of(context.getSecurityContext()).key();
    return Uni.createFrom()
        .completionStage(
            () ->
                route
                    .vertx()
                    .<Void>executeBlocking(
                        () -> {
                          body.counted(upload(submitter));
                          return null;
                        },
                        false)
                    .toCompletionStage());
  }

  private ReceivedBody.Allowance upload(ApiKey submitter) {
    KeyUploads.Upload upload =
        uploads.get().begin(submitter, datasets.get().stored(submitter.name()));
    return new ReceivedBody.Allowance() {
      @Override
      public void count(int bytes) {
        upload.count(bytes);
      }

      @Override
      public void close() {
        upload.close();
      }
    };
  }

  private static boolean gzip(HttpServerRequest request) {
    String coding = request.getHeader("Content-Encoding");
    if (coding == null || coding.isBlank() || coding.strip().equalsIgnoreCase("identity")) {
      return false;
    }
    String plain = coding.strip().toLowerCase(Locale.ROOT);
    if (plain.equals(GZIP) || plain.equals("x-gzip")) {
      return true;
    }
    String detail =
        "Content-Encoding is '" + coding.strip() + "'; the body may be sent as it is or with gzip";
    throw new ProblemException(
        Problem.header("Content-Encoding", detail).withStatus(415),
        Map.of("Accept-Encoding", GZIP, "Connection", "close"));
  }
}
