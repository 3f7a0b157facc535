package dev.trm.standalone;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reports that the system is ready, then waits for shutdown. */
@Singleton
@Unremovable
final class Announcement implements QuarkusApplication {
  private static final Duration LONGEST_END = Duration.ofMinutes(1);
  private static final CountDownLatch MADE = new CountDownLatch(1);

  private final int port;

  Announcement(@ConfigProperty(name = "quarkus.http.port") int port) {
    this.port = port;
  }

  /** Ends the process if the system is not ready within the limit; runs the action first. */
  static void expectWithin(Duration limit, Runnable late) {
    Thread watcher =
        new Thread(
            () -> {
              try {
                if (MADE.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                  return;
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
              }
              System.err.println(
                  "trm: the application did not start within "
                      + limit.toMinutes()
                      + " minutes; database and broker run, and what it waits for is in the log"
                      + " above");
              late.run();
              HardEnd.after(LONGEST_END, 1);
              Quarkus.asyncExit(1);
            },
            "await-announcement");
    watcher.setDaemon(true);
    watcher.start();
  }

  @Override
  public int run(String... arguments) {
    MADE.countDown();
    System.out.println("trm is up at http://127.0.0.1:" + port);
    Quarkus.waitForExit();
    return 0;
  }
}
