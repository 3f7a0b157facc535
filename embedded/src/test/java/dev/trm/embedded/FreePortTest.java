package dev.trm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.RepeatedTest;

class FreePortTest {

  /** Linux assigns outgoing connections ports from 32768 on. */
  @RepeatedTest(50)
  void portIsFreeAndNoneThatAnOutgoingConnectionMayGet() throws Exception {
    int port = FreePort.next();

    assertThat(port).isBetween(10_000, 32_767);
    try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(server.getLocalPort()).isEqualTo(port);
    }
  }
}
