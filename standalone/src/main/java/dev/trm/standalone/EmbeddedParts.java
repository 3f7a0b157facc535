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
 * The database and the broker, started in parallel and restarted when they end unexpectedly; the
 * application needs both.
 */
final class EmbeddedParts implements AutoCloseable {
  /**
   * Longer than either part's own start limit, and shorter than that of {@code ./trm} for the whole
   * start.
   */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final SupervisedPart<EmbeddedDatabase> database;
  private final SupervisedPart<EmbeddedBroker> broker;

  private EmbeddedParts(
      SupervisedPart<EmbeddedDatabase> database, SupervisedPart<EmbeddedBroker> broker) {
    this.database = database;
    this.broker = broker;
  }

  /**
   * Starts both and returns when both are ready; if one fails, stops the other.
   *
   * @param home the parent directory of their data directories {@code postgres} and {@code broker}
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

  /** The configuration that connects the application to them. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.datasource.jdbc.url", database.part().jdbcUrl());
    settings.put("quarkus.datasource.username", EmbeddedDatabase.USER);
    settings.put("quarkus.datasource.password", database.part().password());
    broker.part().clientSettings().forEach((key, value) -> settings.put("kafka." + key, value));
    return settings;
  }

  /** Stops the broker, then the database, which records the last changes. */
  @Override
  public void close() throws IOException {
    try (database) {
      broker.close();
    }
  }
}
