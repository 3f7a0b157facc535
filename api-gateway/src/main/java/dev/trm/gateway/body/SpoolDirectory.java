package dev.trm.gateway.body;

import dev.trm.gateway.GatewayConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where bodies, and what is made of them, are kept until their request has ended. */
@Singleton
public class SpoolDirectory {
  private final Path directory;

  @Inject
  SpoolDirectory(GatewayConfig config) {
    this(
        config.bodies().directory().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))));
  }

  SpoolDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes an empty file, to be deleted by the caller.
   *
   * @param what it is for, a part of its name
   */
  public Path file(String what) throws IOException {
    Files.createDirectories(directory);
    return Files.createTempFile(directory, "trm-" + what + "-", ".part");
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
