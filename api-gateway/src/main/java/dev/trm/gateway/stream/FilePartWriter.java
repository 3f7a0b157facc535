package dev.trm.gateway.stream;

import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
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

/**
 * Sends a part of a file in blocks, each when the client has taken those before. The writers that
 * come with Quarkus send a file as one piece, which no time limit fits, or leave it open when the
 * client goes.
 */
@Provider
public class FilePartWriter implements ServerMessageBodyWriter<FilePart> {
  private static final Logger LOG = Logger.getLogger(FilePartWriter.class);
  private static final int BLOCK = 64 << 10;

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return type == FilePart.class;
  }

  @Override
  public void writeResponse(FilePart part, Type genericType, ServerRequestContext context) {
    ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
    RoutingContext route = request.unwrap(RoutingContext.class);
    HttpServerResponse response = route.response();
    request.suspend();
    response.putHeader("Content-Length", Long.toString(part.length()));
    if (route.request().method().equals(HttpMethod.HEAD)) {
      response.end().onComplete(sent -> request.resume());
      return;
    }
    route
        .vertx()
        .fileSystem()
        .open(part.file().toString(), new OpenOptions().setRead(true).setWrite(false))
        .onSuccess(file -> send(file, part, response, request))
        .onFailure(request::resume);
  }

  private static void send(
      AsyncFile file,
      FilePart part,
      HttpServerResponse response,
      ResteasyReactiveRequestContext request) {
    file.setReadBufferSize(BLOCK);
    file.setReadPos(part.from());
    file.setReadLength(part.length());
    file.pipe()
        .endOnFailure(false)
        .to(response)
        .onComplete(
            sent -> {
              file.close();
              if (sent.failed()) {
                LOG.debugf("a file is not sent to its end: %s", sent.cause().getMessage());
                response.reset();
              }
              request.resume();
            });
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == FilePart.class;
  }

  @Override
  public void writeTo(
      FilePart part,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream entity) {
    throw new UnsupportedOperationException("a file is sent without interceptors");
  }
}
