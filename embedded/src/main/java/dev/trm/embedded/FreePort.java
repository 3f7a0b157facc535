package dev.trm.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback for servers that another process opens a while later. The system's own choice
 * would be of those from which it also gives outgoing connections theirs, so that one of them may
 * hold the port by the time the server wants it.
 */
public final class FreePort {
  /** The first that needs no rights and is seldom anybody's habit. */
  private static final int LEAST = 10_000;

  /** Where outgoing connections begin on Linux; other systems begin later. */
  private static final int END = 32_768;

  private static final int MOST_TRIES = 100;

  private FreePort() {}

  /**
   * A port that nobody listens at now.
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
