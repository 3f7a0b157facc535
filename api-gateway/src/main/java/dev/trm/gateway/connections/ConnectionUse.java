package dev.trm.gateway.connections;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Which requests a connection has in progress, and for how long it has had none. */
final class ConnectionUse {
  private static final AttributeKey<ConnectionUse> USE = AttributeKey.valueOf("trm.connection-use");

  private final Queue<HttpServerResponse> answers = new ConcurrentLinkedQueue<>();
  private volatile long since = System.nanoTime();
  private volatile boolean begun;

  /** The use of a connection, from the moment of the first call on. */
  static ConnectionUse of(Channel connection) {
    ConnectionUse fresh = new ConnectionUse();
    ConnectionUse present = connection.attr(USE).setIfAbsent(fresh);
    return present == null ? fresh : present;
  }

  /** Whether it has had a request. */
  boolean begun() {
    return begun;
  }

  /** For how long it has had no request in progress; zero while it has one. */
  Duration unused() {
    answers.removeIf(answer -> answer.ended() || answer.closed());
    if (!answers.isEmpty()) {
      since = System.nanoTime();
      return Duration.ZERO;
    }
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private void begin(HttpServerResponse answer) {
    answers.add(answer);
    begun = true;
    since = System.nanoTime();
  }

  /** Notes the requests of all connections, and limits how many are unanswered at a time. */
  @ApplicationScoped
  static class Requests {
    /** Before all else, so that no refusal passes unnoticed. */
    private static final int FIRST = 3000;

    void register(@Observes Filters filters) {
      filters.register(Requests::pass, FIRST);
    }

    private static void pass(RoutingContext request) {
      if (request.request().connection() instanceof ConnectionBase connection) {
        of(connection.channel()).begin(request.response());
        PipelineLimit.apply(connection.channel().pipeline());
      }
      request.next();
    }
  }
}
