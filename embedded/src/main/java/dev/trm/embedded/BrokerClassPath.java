package dev.trm.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the broker's classes and jars: in the system property {@value #PROPERTY}, or in the build
 * output {@code broker/target} of this directory or one above it.
 */
public final class BrokerClassPath {
  public static final String PROPERTY = "trm.broker.classpath";

  private BrokerClassPath() {}

  /**
   * The class path for {@link EmbeddedBroker}.
   *
   * @throws IllegalStateException if the property is not set and the broker is not built
   */
  public static String find() {
    String configured = System.getProperty(PROPERTY);
    if (configured != null) {
      return configured;
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path above = here; above != null; above = above.getParent()) {
      Path built = above.resolve("broker").resolve("target");
      if (Files.isDirectory(built.resolve("classes")) && Files.isDirectory(built.resolve("lib"))) {
        return built.resolve("classes")
            + File.pathSeparator
            + built.resolve("lib")
            + File.separator
            + "*";
      }
    }
    throw new IllegalStateException(
        PROPERTY + " is not set, and no built module broker is in " + here + " or above it");
  }
}
