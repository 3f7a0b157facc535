package dev.trm.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy to the gateway whose connections a test can cut. */
final class Cable implements AutoCloseable {
  private final URI gateway;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Cable(URI gateway, ServerSocket listening) {
    this.gateway = gateway;
    this.listening = listening;
  }

  /** A proxy to this gateway, on its own port. */
  static Cable to(URI gateway) throws IOException {
    Cable cable =
        new Cable(gateway, new ServerSocket(0, 50, InetAddress.getByName(gateway.getHost())));
    daemon(cable::accept);
    return cable;
  }

  /** The address of the gateway through the proxy. */
  URI address() {
    return URI.create("http://" + gateway.getHost() + ":" + listening.getLocalPort());
  }

  /** Breaks all connections; new ones break immediately. */
  void cut() {
    cut = true;
    open.forEach(this::drop);
  }

  /** Accepts new connections again. */
  void mend() {
    cut = false;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        if (cut) {
          drop(near);
          continue;
        }
        Socket far = new Socket();
        far.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        open.addAll(List.of(near, far));
        daemon(() -> pass(near, far));
        daemon(() -> pass(far, near));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void pass(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // One side has closed, or the cable was cut; the code below closes the other side.
    } finally {
      drop(from);
      drop(to);
    }
  }

  private void drop(Socket socket) {
    open.remove(socket);
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
