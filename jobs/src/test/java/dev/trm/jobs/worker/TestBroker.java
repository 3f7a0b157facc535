package dev.trm.jobs.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** A broker in a child process, on free loopback ports. */
final class TestBroker implements AutoCloseable {
  private final Process process;
  private final int port;

  TestBroker(Path directory) throws IOException {
    port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                BrokerProcess.class.getName(),
                directory.resolve("data").toString(),
                String.valueOf(port),
                String.valueOf(freePort()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("broker.log").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    process = builder.start();
  }

  String bootstrap() {
    return "127.0.0.1:" + port;
  }

  boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroyForcibly();
    process.onExit().join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
