package dev.trm.gateway.stream;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends pages of lines in blocks, each when the client has taken the one before. The writer of
 * Quarkus for streams logs an error with its stack for each client that leaves.
 */
@Provider
public class LinePagesWriter implements ServerMessageBodyWriter<LinePages<?, ?>> {
  private static final Logger LOG = Logger.getLogger(LinePagesWriter.class);

  /** What a client has trm.gateway.connections.write-timeout to take. */
  private static final int BLOCK = 64 << 10;

  /** Long answers must leave processors to short ones, however many are read at a time. */
  private static final int READERS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private @Nullable WorkerExecutor readers;

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return type == LinePages.class;
  }

  @Override
  public void writeResponse(LinePages<?, ?> pages, Type genericType, ServerRequestContext context) {
    ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
    RoutingContext route = request.unwrap(RoutingContext.class);
    request.suspend();
    route.response().setChunked(true);
    if (route.request().method().equals(HttpMethod.HEAD)) {
      route.response().end().onComplete(sent -> request.resume());
      return;
    }
    new Sending(pages, readers(route.vertx()), route, request).nextPage();
  }

  /** Made with the first answer: writers are there before Vert.x is. */
  private synchronized WorkerExecutor readers(Vertx vertx) {
    WorkerExecutor present = readers;
    if (present == null) {
      present = vertx.createSharedWorkerExecutor("trm-pages", READERS);
      readers = present;
    }
    return present;
  }

  /** One answer on its way. */
  private record Sending(
      LinePages<?, ?> pages,
      WorkerExecutor readers,
      RoutingContext route,
      ResteasyReactiveRequestContext request) {
    private void nextPage() {
      readers.executeBlocking(pages::next, false).onSuccess(this::page).onFailure(this::fail);
    }

    private void page(@Nullable String lines) {
      if (lines == null) {
        route.response().end().onComplete(sent -> request.resume());
      } else if (lines.isEmpty()) {
        nextPage();
      } else {
        blocks(Buffer.buffer(lines), 0);
      }
    }

    private void blocks(Buffer page, int from) {
      if (from == page.length()) {
        nextPage();
        return;
      }
      int to = Math.min(page.length(), from + BLOCK);
      route
          .response()
          .write(page.slice(from, to))
          .onSuccess(taken -> blocks(page, to))
          .onFailure(this::left);
    }

    private void left(Throwable cause) {
      LOG.debugf("the client left before the end: %s", cause.getMessage());
      request.resume();
    }

    /** What has been sent cannot be taken back: only a connection that breaks off shows it. */
    private void fail(Throwable cause) {
      HttpServerResponse response = route.response();
      if (!response.headWritten()) {
        request.resume(cause);
        return;
      }
      LOG.errorf(cause, "%s breaks off", route.normalizedPath());
      response.reset();
      request.resume();
    }
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == LinePages.class;
  }

  @Override
  public void writeTo(
      LinePages<?, ?> pages,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream entity) {
    throw new UnsupportedOperationException("lines are sent without interceptors");
  }
}
