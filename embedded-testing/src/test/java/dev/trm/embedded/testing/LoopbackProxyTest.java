package dev.trm.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackProxyTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private ServerSocket echo;
  private LoopbackProxy proxy;

  @BeforeEach
  void open() throws IOException {
    echo = echo();
    proxy = LoopbackProxy.open("test");
    proxy.forwardTo(echo.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void whatIsSentComesBack() throws IOException {
    try (Socket client = new Socket(LOOPBACK, proxy.port())) {
      assertThat(say(client, 7)).isEqualTo(7);
    }
  }

  @Test
  void aCutResetsWhatIsOpenAndTakesNewConnections() throws IOException {
    try (Socket client = new Socket(LOOPBACK, proxy.port());
        Socket other = new Socket(LOOPBACK, proxy.port())) {
      say(client, 1);
      say(other, 1);

      assertThat(proxy.cut()).isEqualTo(2);

      assertThatThrownBy(() -> say(client, 2)).isInstanceOf(IOException.class);
      try (Socket next = new Socket(LOOPBACK, proxy.port())) {
        assertThat(say(next, 3)).isEqualTo(3);
      }
    }
  }

  @Test
  void whatWasSentIntoTheSilenceArrivesAfterIt() throws IOException {
    try (Socket client = new Socket(LOOPBACK, proxy.port())) {
      say(client, 1);
      proxy.silence();
      client.setSoTimeout(50);

      assertThatThrownBy(() -> say(client, 2)).isInstanceOf(SocketTimeoutException.class);

      proxy.restore();
      client.setSoTimeout(0);
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void aStrandedConnectionStaysSilentAndNewOnesWork() throws IOException {
    try (Socket client = new Socket(LOOPBACK, proxy.port())) {
      say(client, 1);

      assertThat(proxy.strand()).isEqualTo(1);

      client.setSoTimeout(50);
      assertThatThrownBy(() -> say(client, 2)).isInstanceOf(SocketTimeoutException.class);
      try (Socket next = new Socket(LOOPBACK, proxy.port())) {
        assertThat(say(next, 3)).isEqualTo(3);
      }
    }
  }

  @Test
  void itForwardsToAnotherPortUnderItsOwn() throws IOException {
    try (ServerSocket second = echo()) {
      echo.close();
      proxy.forwardTo(second.getLocalPort());
      try (Socket client = new Socket(LOOPBACK, proxy.port())) {
        assertThat(say(client, 9)).isEqualTo(9);
      }
    }
  }

  @Test
  void slownessHoldsUpWhatIsOpenToo() throws IOException {
    try (Socket client = new Socket(LOOPBACK, proxy.port())) {
      say(client, 1);
      proxy.slow(new LoopbackProxy.Slowness(Duration.ofMillis(50), 1000));

      long began = System.nanoTime();
      say(client, 2);

      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .as("one delay each way, by its own definition")
          .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
  }

  /** Sends a byte and returns the answer; throws if the connection ends. */
  private static int say(Socket client, int value) throws IOException {
    client.getOutputStream().write(value);
    int back = client.getInputStream().read();
    if (back < 0) {
      throw new IOException("the connection has ended");
    }
    return back;
  }

  private static ServerSocket echo() throws IOException {
    ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
    daemon(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket client = server.accept();
              daemon(() -> echo(client));
            } catch (IOException e) {
              if (!server.isClosed()) {
                throw new UncheckedIOException(e);
              }
            }
          }
        });
    return server;
  }

  private static void echo(Socket client) {
    try (client) {
      for (int next = client.getInputStream().read();
          next >= 0;
          next = client.getInputStream().read()) {
        client.getOutputStream().write(next);
      }
    } catch (IOException cut) {
      assertThat(client.isClosed()).isTrue(); // the tests closed it
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "echo");
    thread.setDaemon(true);
    thread.start();
  }
}
