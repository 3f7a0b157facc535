package dev.trm.standalone;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says that everything serves, then waits for the end. */
@Singleton
@Unremovable
final class Announcement implements QuarkusApplication {
  private final int port;

  Announcement(@ConfigProperty(name = "quarkus.http.port") int port) {
    this.port = port;
  }

  @Override
  public int run(String... arguments) {
    System.out.println("trm is up at http://127.0.0.1:" + port);
    Quarkus.waitForExit();
    return 0;
  }
}
