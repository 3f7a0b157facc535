package dev.trm.gateway.connections;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.VertxHandler;
import org.jboss.logging.Logger;

/**
 * Closes a connection of HTTP/1.1 that has too many unanswered requests. Vert.x reads all requests
 * that a client sends before it reads an answer, and keeps them in memory without a limit.
 */
final class PipelineLimit extends ChannelDuplexHandler {
  private static final Logger LOG = Logger.getLogger(PipelineLimit.class);

  /** Clients that send requests ahead at all send about ten. */
  private static final int UNANSWERED = 16;

  /** The first request was read before this handler was there. */
  private int unanswered = 1;

  private PipelineLimit() {}

  /** Limits a connection from its first request on. Called by its event loop. */
  static void apply(ChannelPipeline connection) {
    ChannelHandlerContext http = connection.context(VertxHandler.class);
    if (http != null && connection.get(PipelineLimit.class) == null) {
      connection.addBefore(http.name(), null, new PipelineLimit());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext connection, Object message) {
    if (message instanceof HttpRequest) {
      unanswered++;
    }
    if (unanswered <= UNANSWERED) {
      connection.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    if (connection.channel().isOpen()) {
      LOG.debugf(
          "a connection of %s is closed: it has more than %d unanswered requests",
          connection.channel().remoteAddress(), UNANSWERED);
      connection.close();
    }
  }

  @Override
  public void write(ChannelHandlerContext connection, Object message, ChannelPromise written) {
    if (message instanceof LastHttpContent && !isInterim(message)) {
      unanswered--;
    }
    connection.write(message, written);
  }

  /** A response of class 1xx, which another one follows. */
  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
