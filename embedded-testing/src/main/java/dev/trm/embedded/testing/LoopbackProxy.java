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
 * Forwards connections to another loopback port, and can be a bad network: it cuts what is open,
 * lets everything through late and slowly, or lets nothing through and says nothing. Where it
 * forwards to may change; its own port does not.
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

  /** Guards what holds data back; notified when that changes. */
  private final Object gate = new Object();

  private boolean silent;

  /**
   * How slow it is.
   *
   * @param delay before each piece of data, one way
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

  /** Opens a free port; connections are refused as long as it forwards nowhere. */
  public static LoopbackProxy open(String name) throws IOException {
    LoopbackProxy proxy =
        new LoopbackProxy(name, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
    proxy.daemon("accept", proxy::accept);
    return proxy;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Forwards new connections to this port. */
  public void forwardTo(int port) {
    target = port;
  }

  /** Resets every open connection and returns how many there were; new ones are accepted. */
  public int cut() {
    List<Link> open = List.copyOf(links);
    open.forEach(Link::reset);
    return open.size();
  }

  /** Is slow from now on, also for what is open. */
  public void slow(Slowness how) {
    slowness = how;
  }

  /**
   * Drops every packet, as a network without a route: connections stay open and new ones are not
   * answered. What was sent meanwhile arrives after {@link #restore()}, as TCP sends it again.
   */
  public void silence() {
    synchronized (gate) {
      silent = true;
    }
  }

  /**
   * Loses track of the open connections, as a firewall that restarts: nothing passes on them any
   * more, neither data nor an end; new connections work. Resets those that were lost before.
   *
   * @return how many there were
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

  /** Lets everything through as fast as it can. */
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
      link.reset(); // as the target refuses, so does the proxy
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
      link.reset(); // one side has gone; the other is told
    }
  }

  /** Waits until something of this connection may pass. */
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

  /** Two connections that belong together. */
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

    /** Orderly, once one direction has ended. */
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
        // Nothing is left to be done with a connection that cannot even be closed.
        links.remove(this);
      }
    }
  }
}
