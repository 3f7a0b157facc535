package dev.trm.standalone;

import dev.trm.embedded.BrokerClassPath;
import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** The database and the broker, started side by side; the application needs both. */
final class EmbeddedParts implements AutoCloseable {
  private final EmbeddedDatabase database;
  private final EmbeddedBroker broker;

  private EmbeddedParts(EmbeddedDatabase database, EmbeddedBroker broker) {
    this.database = database;
    this.broker = broker;
  }

  /**
   * Starts both and returns when both serve; if one fails, neither is left running.
   *
   * @param home their data are in {@code postgres} and {@code broker} below it
   */
  static EmbeddedParts start(Path home) throws IOException, InterruptedException {
    FutureTask<EmbeddedDatabase> database =
        begin("database", () -> EmbeddedDatabase.start(home.resolve("postgres")));
    FutureTask<EmbeddedBroker> broker =
        begin("broker", () -> EmbeddedBroker.start(home.resolve("broker"), BrokerClassPath.find()));
    boolean complete = false;
    try {
      EmbeddedParts parts = new EmbeddedParts(result(database), result(broker));
      complete = true;
      return parts;
    } finally {
      if (!complete) {
        closeWhenStarted(broker);
        closeWhenStarted(database);
      }
    }
  }

  /** What the application has to know of them. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
    settings.put("quarkus.datasource.username", "postgres");
    settings.put("quarkus.datasource.password", "");
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    return settings;
  }

  /** Stops the broker, then the database: what happened last is in the database. */
  @Override
  public void close() throws IOException {
    try (database) {
      broker.close();
    }
  }

  private static <T> FutureTask<T> begin(String name, Callable<T> start) {
    FutureTask<T> task = new FutureTask<>(start);
    new Thread(task, "start-" + name).start();
    return task;
  }

  private static <T> T result(FutureTask<T> task) throws IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(cause);
    }
  }

  /** Waits for a start that can't be called back, and closes what it gave. */
  private static void closeWhenStarted(FutureTask<? extends AutoCloseable> task) {
    boolean interrupted = false;
    @Nullable AutoCloseable part = null;
    while (part == null) {
      try {
        part = task.get();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        break;
      }
    }
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      System.err.println("trm: a part did not stop: " + e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
