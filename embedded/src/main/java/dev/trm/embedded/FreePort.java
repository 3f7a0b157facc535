package dev.trm.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free loopback ports for servers that another process starts a little later. Ephemeral ports
 * are avoided: an outgoing connection may take one before the server listens on it.
 */
public final class FreePort {
  /** The lowest port: needs no privileges and is above most well-known services. */
  private static final int LEAST = 10_000;

  /** The start of the ephemeral ports on Linux; on other systems they start later. */
  private static final int END = 32_768;

  private static final int MOST_TRIES = 100;

  private FreePort() {}

  /**
   * A port on which no process listens now.
   *
   * @throws IOException if none was found
   */
  public static int next() throws IOException {
    BindException taken = new BindException("no port tried");
    for (int i = 0; i < MOST_TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, END);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        taken = e;
      }
    }
    throw new IOException(
        "no free port from " + LEAST + " to " + (END - 1) + " in " + MOST_TRIES + " tries", taken);
  }
}
