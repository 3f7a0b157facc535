package dev.trm.embedded.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy on loopback that can simulate network faults: it resets open connections, delays and
 * throttles data, or silently drops everything. Its target port can change; its own port stays the
 * same.
 */
public final class LoopbackProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2000;
  private static final int AT_ONCE = 16 * 1024;
  private static final Slowness NONE = new Slowness(Duration.ZERO, Long.MAX_VALUE);

  private final String name;
  private final ServerSocket server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile Slowness slowness = NONE;

  /** Guards the state that holds data back; notified when it changes. */
  private final Object gate = new Object();

  private boolean silent;

  /**
   * A delay and a bandwidth.
   *
   * @param delay before each chunk of data, one way
   * @param bytesPerSecond of a connection, one way
   */
  public record Slowness(Duration delay, long bytesPerSecond) {
    public Slowness {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("delay: " + delay + " is negative");
      }
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond + " is less than 1");
      }
    }

    private void await(int bytes) {
      long nanos = delay.toNanos() + (long) (1e9 * bytes / bytesPerSecond);
      if (nanos > 0) {
        LockSupport.parkNanos(nanos);
      }
    }
  }

  private LoopbackProxy(String name, ServerSocket server) {
    this.name = name;
    this.server = server;
  }

  /** Opens a free port; refuses connections until a target is set. */
  public static LoopbackProxy open(String name) throws IOException {
    LoopbackProxy proxy =
        new LoopbackProxy(name, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
    proxy.daemon("accept", proxy::accept);
    return proxy;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Sets the target port of new connections. */
  public void forwardTo(int port) {
    target = port;
  }

  /** Resets all open connections and returns their number; new ones are accepted. */
  public int cut() {
    List<Link> open = List.copyOf(links);
    open.forEach(Link::reset);
    return open.size();
  }

  /** Delays and throttles data from now on, including on open connections. */
  public void slow(Slowness how) {
    slowness = how;
  }

  /**
   * Drops all packets, like a network without a route: connections stay open, and new ones get no
   * answer. Data sent meanwhile arrives after {@link #restore()}, like TCP retransmissions.
   */
  public void silence() {
    synchronized (gate) {
      silent = true;
    }
  }

  /**
   * Loses the state of the open connections, like a restarted firewall: they pass neither data nor
   * a close any more, but new connections work. Resets the connections that an earlier call lost.
   *
   * @return the number of lost connections
   */
  public int strand() {
    List<Link> open = List.copyOf(links);
    int stranded = 0;
    for (Link link : open) {
      boolean lost;
      synchronized (gate) {
        lost = link.stranded;
        link.stranded = true;
      }
      if (lost) {
        link.reset();
      } else {
        stranded++;
      }
    }
    return stranded;
  }

  /** Ends all simulated faults. */
  public void restore() {
    slowness = NONE;
    synchronized (gate) {
      silent = false;
      gate.notifyAll();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon("connect", () -> connect(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException("proxy " + name + " accepts no more", e);
        }
      }
    }
  }

  private void connect(Socket client) {
    Socket upstream = new Socket();
    Link link = new Link(client, upstream);
    links.add(link);
    try {
      pass(link);
      upstream.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      daemon("up", () -> pump(link, client, upstream));
      pump(link, upstream, client);
    } catch (IOException refused) {
      link.reset(); // the target refused the connection, so the proxy does too
    }
  }

  private void pump(Link link, Socket from, Socket to) {
    byte[] buffer = new byte[AT_ONCE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        slowness.await(count);
        pass(link);
        out.write(buffer, 0, count);
      }
      pass(link);
      link.end();
    } catch (IOException ended) {
      pass(link);
      link.reset(); // one side is closed: close the other
    }
  }

  /** Blocks until data of this connection may pass. */
  private void pass(Link link) {
    synchronized (gate) {
      try {
        while ((silent || link.stranded) && !link.over) {
          gate.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void daemon(String what, Runnable work) {
    Thread thread = new Thread(null, work, "proxy-" + name + "-" + what, 256 * 1024);
    thread.setDaemon(true);
    thread.start();
  }

  /** A client's connection and the matching one to the target. */
  private final class Link {
    private final Socket client;
    private final Socket upstream;
    private boolean stranded;
    private boolean over;

    Link(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void reset() {
      reset(client);
      reset(upstream);
      forget();
    }

    /** Closes gracefully, after one direction has ended. */
    void end() {
      close(client);
      close(upstream);
      forget();
    }

    private void forget() {
      links.remove(this);
      synchronized (gate) {
        over = true;
        gate.notifyAll();
      }
    }

    private void reset(Socket socket) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException alreadyClosed) {
        return;
      }
      close(socket);
    }

    private void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // A connection that cannot even be closed needs no further handling.
        links.remove(this);
      }
    }
  }
}
