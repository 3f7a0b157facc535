package dev.trm.standalone;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogManager;

/**
 * Runs gateway, solver and trainer as one application on an embedded database and broker.
 *
 * <p>On SIGTERM and SIGINT it stops the application, then the broker, then the database. A start or
 * shutdown that hangs is killed. Exit codes: 143 and 130 after these signals, as for any JVM; 1 if
 * it did not start.
 */
@QuarkusMain
public final class StandaloneMain {
  /** Shorter than the minute for which {@code ./trm down} waits. */
  private static final Duration LONGEST_END = Duration.ofSeconds(50);

  /** For a start that is not complete, or has failed. */
  private static final Duration LONGEST_END_OF_START = Duration.ofSeconds(25);

  /** Long, because the start may migrate a large database. */
  private static final Duration LONGEST_APPLICATION_START = Duration.ofMinutes(10);

  private static final int ENDED_BY_SIGNAL = 143;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread main = Thread.currentThread();
  private final AtomicBoolean applicationHasSignals = new AtomicBoolean();

  private StandaloneMain() {}

  public static void main(String[] arguments) {
    // Initialise logging before any thread logs: two threads that log for the first time at once
    // can deadlock, one in the JDK's log manager and one in a class of the manager that replaces
    // it.
    LogManager.getLogManager();
    int code = new StandaloneMain().run(arguments);
    // Newer JDKs log this call, which hangs if logging does.
    HardEnd.after(LONGEST_END_OF_START, code);
    System.exit(code);
  }

  private int run(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::awaitEnd, "await-end"));
    try {
      StandaloneSettings.requireKnownPlatform(
          System.getProperty("os.name"), System.getProperty("os.arch"));
      return serve(StandaloneSettings.of(System.getenv()), arguments);
    } catch (StartException e) {
      System.err.println("trm: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      System.err.println("trm: " + e.getMessage() + cause(e));
      return 1;
    } catch (InterruptedException e) {
      System.err.println("trm: ended while it started");
      return 1;
    } catch (RuntimeException e) {
      e.printStackTrace();
      return 1;
    } finally {
      ended.countDown();
    }
  }

  private int serve(StandaloneSettings settings, String[] arguments)
      throws IOException, InterruptedException, StartException {
    try (Instance instance = Instance.claim(settings)) {
      settings.requireFreePort();
      try (EmbeddedParts parts = EmbeddedParts.start(settings.home())) {
        applicationSettings(settings, parts).forEach(System::setProperty);
        return serve(arguments);
      }
    }
  }

  /** Returns when the application has stopped. */
  private int serve(String[] arguments) {
    AtomicBoolean failed = new AtomicBoolean();
    applicationHasSignals.set(true);
    Announcement.expectWithin(LONGEST_APPLICATION_START, () -> failed.set(true));
    Quarkus.run(
        Announcement.class,
        (code, failure) -> {
          // Called on a signal and at the end. The application must not end the JVM, because its
          // servers are stopped after it.
          if (failure != null) {
            failed.set(true);
            failure.printStackTrace();
            System.err.println("trm: it did not start: " + innermost(failure).getMessage());
          }
          Quarkus.asyncExit(code);
        },
        arguments);
    return failed.get() ? 1 : 0;
  }

  static Map<String, String> applicationSettings(StandaloneSettings settings, EmbeddedParts parts) {
    Map<String, String> values = new LinkedHashMap<>(parts.settings());
    Path home = settings.home();
    values.put("trm.checkpoints.directory", home.resolve("checkpoints").toString());
    values.put("trm.gateway.key-file", home.resolve("key").toString());
    values.put("trm.gateway.webhooks.key-file", home.resolve("webhook-key").toString());
    values.put("trm.audit.key-file", home.resolve("audit-key").toString());
    values.put("quarkus.http.host", "127.0.0.1");
    values.put("quarkus.http.port", Integer.toString(settings.port()));
    return values;
  }

  /** Prevents the JVM from ending before the main thread has stopped everything. */
  private void awaitEnd() {
    boolean serves = applicationHasSignals.get();
    HardEnd.after(serves ? LONGEST_END : LONGEST_END_OF_START, ENDED_BY_SIGNAL);
    if (!serves) {
      main.interrupt();
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The root cause; its wrappers only show where it was caught. */
  private static Throwable innermost(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null && inner.getCause() != inner) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static String cause(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? "" : " (" + cause.getMessage() + ")";
  }
}
