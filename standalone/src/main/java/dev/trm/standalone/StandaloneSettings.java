package dev.trm.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/**
 * The data directory and port of standalone. They are read from the environment, because they are
 * needed before there is an application with a configuration.
 *
 * @param home directory of all data, absolute: {@code TRM_HOME}, by default {@code .trm} in the
 *     working directory
 * @param port of HTTP on loopback, 1 to 65535: {@code TRM_PORT}, by default 8080
 */
record StandaloneSettings(Path home, int port) {
  private static final int DEFAULT_PORT = 8080;

  /**
   * Reads the settings.
   *
   * @throws StartException naming the variable and its value
   */
  static StandaloneSettings of(Map<String, String> environment) throws StartException {
    String home = environment.getOrDefault("TRM_HOME", "");
    return new StandaloneSettings(
        Path.of(home.isBlank() ? ".trm" : home).toAbsolutePath().normalize(),
        port(environment.getOrDefault("TRM_PORT", "")));
  }

  private static int port(String text) throws StartException {
    if (text.isBlank()) {
      return DEFAULT_PORT;
    }
    if (text.matches("\\d{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    }
    throw new StartException("TRM_PORT is '" + text + "'; it must be a number from 1 to 65535");
  }

  /**
   * Checks that the port is free before anything is started.
   *
   * @throws StartException if another program listens there
   */
  void requireFreePort() throws StartException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw new StartException(
          "port "
              + port
              + " on 127.0.0.1 can't be had ("
              + e.getMessage()
              + "); end the program that listens there, or set TRM_PORT to a free port",
          e);
    }
  }

  /**
   * Checks that there are native libraries for this platform.
   *
   * @throws StartException naming system and processor
   */
  static void requireKnownPlatform(String system, String processor) throws StartException {
    if (!system.equals("Linux") || !(processor.equals("amd64") || processor.equals("x86_64"))) {
      throw new StartException(
          "this machine is "
              + system
              + " on "
              + processor
              + "; the embedded PostgreSQL and the model's native library are for Linux on x86-64");
    }
  }
}
