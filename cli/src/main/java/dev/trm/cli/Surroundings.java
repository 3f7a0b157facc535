package dev.trm.cli;

import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Address;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;

/**
 * What a command has around it; given to it, so that it can be tested.
 *
 * @param pause between two looks at a job
 */
record Surroundings(
    Map<String, String> environment, InputStream in, Console console, Duration pause) {
  private static final Duration PAUSE = Duration.ofMillis(250);

  Surroundings {
    environment = Map.copyOf(environment);
  }

  /** The process' own. Whether output is a terminal is said by {@code ./trm}, which can tell. */
  static Surroundings ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean terminal = Boolean.getBoolean("trm.terminal");
    boolean colours = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Surroundings(
        environment, System.in, new Console(System.out, System.err, terminal, colours), PAUSE);
  }

  /**
   * The gateway that the environment names.
   *
   * @throws GatewayException if it names none, or no key
   */
  Gateway gateway() throws GatewayException {
    return new Gateway(Address.of(environment), pause);
  }
}
