package dev.trm.gateway.connections;

import dev.trm.gateway.GatewayConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link ConnectionGuard} in front of every server of Vert.x. A transport is the only place
 * of Vert.x that sees a connection before its first request: handlers and filters see requests.
 */
public final class GuardedTransport implements VertxServiceProvider {
  private static final Logger LOG = Logger.getLogger(GuardedTransport.class);

  @Override
  public void init(VertxBuilder builder) {
    builder.findTransport(new Guarded(builder.findTransport()));
  }

  /** The transport that Vert.x has chosen, with guarded servers. */
  private record Guarded(Transport plain) implements Transport {
    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      plain.configure(options, domainSocket, bootstrap);
      limits().ifPresent(limits -> bootstrap.handler(new ConnectionGuard(limits)));
    }

    /** Empty in a process that is no gateway and has no such configuration. */
    private static Optional<GatewayConfig.Connections> limits() {
      SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
      try {
        return Optional.of(config.getConfigMapping(GatewayConfig.class).connections());
      } catch (NoSuchElementException e) {
        LOG.debug("this process has no configuration of a gateway: its servers have no limits", e);
        return Optional.empty();
      }
    }

    @Override
    public boolean supportsDomainSockets() {
      return plain.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return plain.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
      return plain.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
      return plain.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
      return plain.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
      return plain.convert(address);
    }

    @Override
    public EventLoopGroup eventLoopGroup(
        int type, int threads, ThreadFactory threadFactory, int ioRatio) {
      return plain.eventLoopGroup(type, threads, threadFactory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
      return plain.datagramChannel();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return plain.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
      return plain.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      return plain.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
      plain.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, boolean domainSocket, Bootstrap bootstrap) {
      plain.configure(options, domainSocket, bootstrap);
    }
  }
}
