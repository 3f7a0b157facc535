package dev.trm.gateway.connections;

import dev.trm.gateway.GatewayConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Stands before one listening socket. It refuses a connection when its address has as many in use
 * as it may, and closes one when the client sends no whole request head in time or leaves an answer
 * unread. None of this needs a key, a request or a worker thread.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = Logger.getLogger(ConnectionGuard.class);

  private static final long SWEEP_MILLIS = 1000;

  /** A connection that is idle for less may have a request on its way. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final GatewayConfig.Connections limits;
  private final Map<String, Set<Channel>> open = new ConcurrentHashMap<>();

  ConnectionGuard(GatewayConfig.Connections limits) {
    this.limits = limits;
  }

  @Override
  public void channelActive(ChannelHandlerContext server) {
    server
        .executor()
        .scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    server.fireChannelActive();
  }

  /** A client has connected. Called by the one thread that accepts connections. */
  @Override
  public void channelRead(ChannelHandlerContext server, Object accepted) {
    Channel client = (Channel) accepted;
    String address = address(client.remoteAddress());
    Set<Channel> same = open.getOrDefault(address, Set.of());
    if (limits.perAddress() > 0 && same.size() >= limits.perAddress() && !closeIdle(same)) {
      LOG.debugf("a connection of %s is refused: it has %d in use", address, same.size());
      client.unsafe().closeForcibly();
      return;
    }
    open.compute(
        address,
        (key, present) -> {
          Set<Channel> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(client);
          return all;
        });
    client.closeFuture().addListener(closed -> forget(client, address));
    client
        .pipeline()
        .addFirst(new WriteTimeoutHandler(limits.writeTimeout().toMillis(), TimeUnit.MILLISECONDS));
    server.fireChannelRead(client);
  }

  /** Makes room by the connection that is longest without a request, if one is. */
  private static boolean closeIdle(Set<Channel> same) {
    Optional<Channel> longest =
        same.stream()
            .filter(channel -> ConnectionUse.of(channel).unused().compareTo(IDLE) > 0)
            .max(Comparator.comparing(channel -> ConnectionUse.of(channel).unused()));
    longest.ifPresent(
        idle -> {
          same.remove(idle);
          idle.close();
        });
    return longest.isPresent();
  }

  private void forget(Channel client, String address) {
    open.computeIfPresent(
        address,
        (key, same) -> {
          same.remove(client);
          return same.isEmpty() ? null : same;
        });
  }

  private void sweep() {
    open.values().forEach(same -> same.forEach(this::closeUnused));
  }

  private void closeUnused(Channel client) {
    ConnectionUse use = ConnectionUse.of(client);
    if (use.unused().compareTo(use.begun() ? limits.idle() : limits.firstRequest()) > 0) {
      LOG.debugf("a connection of %s is closed: it sends no request", client.remoteAddress());
      client.close();
    }
  }

  private static String address(SocketAddress remote) {
    if (!(remote instanceof InetSocketAddress socket) || socket.getAddress() == null) {
      return "local";
    }
    return ClientNetwork.of(socket.getAddress());
  }
}
