package dev.trm.standalone;

import dev.trm.embedded.BrokerClassPath;
import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.EmbeddedDatabase;
import dev.trm.embedded.SupervisedPart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The database and the broker, started at the same time and started again when they end unasked;
 * the application needs both.
 */
final class EmbeddedParts implements AutoCloseable {
  /** Longer than either part waits for itself, and shorter than {@code ./trm} waits for all. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final SupervisedPart<EmbeddedDatabase> database;
  private final SupervisedPart<EmbeddedBroker> broker;

  private EmbeddedParts(
      SupervisedPart<EmbeddedDatabase> database, SupervisedPart<EmbeddedBroker> broker) {
    this.database = database;
    this.broker = broker;
  }

  /**
   * Starts both and returns when both serve; if one fails, neither is left running.
   *
   * @param home their data are in {@code postgres} and {@code broker} below it
   */
  static EmbeddedParts start(Path home) throws IOException, InterruptedException, StartException {
    Path postgres = home.resolve("postgres");
    Path kafka = home.resolve("broker");
    String classPath = BrokerClassPath.find();
    BoundedStart<EmbeddedDatabase> database =
        BoundedStart.begin(
            "database", postgres.resolve("postgres.log"), () -> EmbeddedDatabase.start(postgres));
    BoundedStart<EmbeddedBroker> broker =
        BoundedStart.begin(
            "broker", kafka.resolve("broker.log"), () -> EmbeddedBroker.start(kafka, classPath));
    boolean complete = false;
    try {
      long end = System.nanoTime() + LIMIT.toNanos();
      EmbeddedDatabase startedDatabase = database.await(end);
      EmbeddedBroker startedBroker = broker.await(end);
      complete = true;
      return new EmbeddedParts(
          new SupervisedPart<>(
              "database",
              startedDatabase,
              ended -> {
                ended.close();
                return EmbeddedDatabase.start(postgres, ended.port());
              }),
          new SupervisedPart<>(
              "broker",
              startedBroker,
              ended -> EmbeddedBroker.start(kafka, classPath, ended.port())));
    } finally {
      if (!complete) {
        broker.abandon();
        database.abandon();
      }
    }
  }

  /** What the application has to know of them. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.datasource.jdbc.url", database.part().jdbcUrl());
    settings.put("quarkus.datasource.username", EmbeddedDatabase.USER);
    settings.put("quarkus.datasource.password", database.part().password());
    broker.part().clientSettings().forEach((key, value) -> settings.put("kafka." + key, value));
    return settings;
  }

  /** Stops the broker, then the database: what happened last is in the database. */
  @Override
  public void close() throws IOException {
    try (database) {
      broker.close();
    }
  }
}
