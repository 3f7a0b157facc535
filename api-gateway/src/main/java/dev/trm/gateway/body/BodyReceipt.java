package dev.trm.gateway.body;

import dev.trm.gateway.GatewayConfig;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Receives one body on the connection's event loop. A client has to send at the least rate, on
 * average since the beginning, with some time of grace; else it gets a 408.
 */
final class BodyReceipt {
  private static final Logger LOG = Logger.getLogger(BodyReceipt.class);
  private static final long CHECK_MILLIS = 500;
  private static final long LINGER_MILLIS = 2000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final ReceivedBody body;
  private final GatewayConfig.Bodies limits;
  private final CompletableFuture<Void> received = new CompletableFuture<>();
  private final long begun = System.nanoTime();

  BodyReceipt(RoutingContext route, ReceivedBody body, GatewayConfig.Bodies limits) {
    this.vertx = route.vertx();
    this.request = route.request();
    this.body = body;
    this.limits = limits;
  }

  /** Completes when the whole body is here; fails with what the client is to be answered. */
  CompletionStage<Void> received() {
    if (request.isEnded()) {
      received.complete(null);
      return received;
    }
    String length = request.getHeader("Content-Length");
    if (length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > body.most()) {
      fail(ReceivedBody.tooLong(body.most()));
      return received;
    }
    long timer = vertx.setPeriodic(CHECK_MILLIS, tick -> checkTime());
    request.exceptionHandler(this::broken);
    request.handler(this::take);
    request.endHandler(end -> end());
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    request.resume();
    return received.whenComplete((done, failure) -> vertx.cancelTimer(timer));
  }

  private void take(Buffer bytes) {
    if (received.isDone()) {
      return;
    }
    try {
      if (body.add(bytes)) {
        request.pause();
        store(request::resume);
      }
    } catch (ProblemException refused) {
      fail(refused);
    }
  }

  private void end() {
    if (received.isDone()) {
      return;
    }
    if (body.complete()) {
      store(() -> received.complete(null));
    } else {
      received.complete(null);
    }
  }

  /** A file is written by a worker thread, which no client can make wait. */
  private void store(Runnable then) {
    vertx
        .executeBlocking(
            () -> {
              body.store();
              return null;
            },
            false)
        .onSuccess(done -> then.run())
        .onFailure(this::fail);
  }

  private void checkTime() {
    long millis = (System.nanoTime() - begun) / 1_000_000;
    long allowed = limits.grace().toMillis() + 1000 * body.length() / limits.rate().asLongValue();
    if (millis > Math.min(allowed, limits.deadline().toMillis())) {
      fail(
          new ProblemException(
              Problem.of(
                  408,
                  String.format(
                      "The body came too slowly: %d bytes in %d s. It may take %d s and a second for"
                          + " each %d bytes, and %d s at most.",
                      body.length(),
                      millis / 1000,
                      limits.grace().toSeconds(),
                      limits.rate().asLongValue(),
                      limits.deadline().toSeconds())),
              Map.of("Connection", "close")));
    }
  }

  private void broken(Throwable cause) {
    LOG.debugf("a body ends early: %s", cause.getMessage());
    fail(
        new ProblemException(
            Problem.of(400, "The body cannot be read to its end."), Map.of("Connection", "close")));
  }

  private void fail(Throwable cause) {
    if (received.completeExceptionally(cause)) {
      linger();
    }
  }

  /**
   * Drops what the client still sends, for a while, and ends the connection: a socket that is
   * closed with bytes unread would take back the answer that the client is to read.
   */
  private void linger() {
    if (!request.isEnded()) {
      request.handler(dropped -> {});
      request.resume();
    }
    vertx.setTimer(
        LINGER_MILLIS,
        tick -> {
          if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
          } else {
            request.connection().close();
          }
        });
  }
}
