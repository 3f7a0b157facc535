package dev.trm.gateway.connections;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Bounds what the system takes of an answer before its client reads: some megabytes otherwise,
 * which the gateway would have to make for every client that reads nothing.
 */
@ApplicationScoped
class SendBuffer implements HttpServerOptionsCustomizer {
  private static final int BYTES = 256 << 10;

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setSendBufferSize(BYTES);
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    options.setSendBufferSize(BYTES);
  }
}
