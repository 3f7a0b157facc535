package dev.trm.embedded.testing;

import dev.trm.embedded.BrokerClassPath;
import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The broker and the database for the tests of this JVM, in {@code target/test-parts} of the
 * module.
 *
 * <p>Quarkus loads this class once for each application it starts, so the running servers are
 * recorded in system properties, which are global to the JVM.
 */
public final class TestParts {
  private static final Path DIRECTORY = Path.of("target", "test-parts").toAbsolutePath();
  private static final String KAFKA = "trm.testing.kafka.";
  private static final String JDBC_URL = "trm.testing.jdbc-url";
  private static final String DATABASE_PREFIX = "run_";

  /** A share consumer joins and leaves its group with a heartbeat, for which tests wait. */
  private static final Map<String, String> QUICK_GROUPS =
      Map.of(
          "group.share.min.heartbeat.interval.ms", "500",
          "group.share.heartbeat.interval.ms", "500");

  private TestParts() {}

  /** The settings of a Kafka client; starts the broker at the first call. */
  public static Map<String, Object> kafka() {
    synchronized (System.getProperties()) {
      if (System.getProperty(KAFKA + "bootstrap.servers") == null) {
        try {
          EmbeddedBroker broker =
              EmbeddedBroker.start(
                  DIRECTORY.resolve("broker"),
                  BrokerClassPath.find(),
                  OptionalInt.empty(),
                  QUICK_GROUPS);
          closeAtExit("broker", broker);
          broker.clientSettings().forEach((key, value) -> System.setProperty(KAFKA + key, value));
        } catch (IOException | InterruptedException e) {
          throw failed("broker", e);
        }
      }
      Map<String, Object> settings = new HashMap<>();
      for (String name : System.getProperties().stringPropertyNames()) {
        if (name.startsWith(KAFKA)) {
          settings.put(name.substring(KAFKA.length()), System.getProperty(name));
        }
      }
      return settings;
    }
  }

  /**
   * The JDBC URL, with user and password, of this JVM's initially empty database; starts the server
   * at the first call.
   */
  public static String jdbcUrl() {
    synchronized (System.getProperties()) {
      String running = System.getProperty(JDBC_URL);
      if (running != null) {
        return running;
      }
      try {
        EmbeddedDatabase server = EmbeddedDatabase.start(DIRECTORY.resolve("postgres"));
        closeAtExit("database", server);
        String url =
            server.jdbcUrl(fresh(server))
                + "?user="
                + EmbeddedDatabase.USER
                + "&password="
                + server.password();
        System.setProperty(JDBC_URL, url);
        return url;
      } catch (IOException | InterruptedException | SQLException e) {
        throw failed("database", e);
      }
    }
  }

  /** The checkpoint directory of this JVM's database. */
  static Path checkpoints() {
    return DIRECTORY.resolve("checkpoints");
  }

  /** A directory of this module for files of tests. */
  public static Path directory() {
    return DIRECTORY;
  }

  /** Creates a database and drops those of earlier runs. */
  private static String fresh(EmbeddedDatabase server) throws SQLException {
    String name =
        DATABASE_PREFIX
            + ProcessHandle.current().pid()
            + "_"
            + Long.toString(System.currentTimeMillis(), 36).toLowerCase(Locale.ROOT);
    try (Connection connection = server.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      List<String> old = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT datname FROM pg_database WHERE datname LIKE '" + DATABASE_PREFIX + "%'")) {
        while (rows.next()) {
          old.add(rows.getString(1));
        }
      }
      for (String database : old) {
        statement.execute("DROP DATABASE " + database + " WITH (FORCE)");
      }
      statement.execute("CREATE DATABASE " + name);
      // Checkpoints of an earlier run belong to its dropped database.
      deleteCheckpoints();
    }
    return name;
  }

  private static void deleteCheckpoints() {
    Path store = checkpoints();
    if (!Files.isDirectory(store)) {
      return;
    }
    try (Stream<Path> files = Files.list(store)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failed("checkpoint store", e);
    }
  }

  private static void closeAtExit(String name, AutoCloseable part) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    part.close();
                  } catch (Exception e) {
                    System.err.println("the tests' " + name + " did not stop: " + e);
                  }
                },
                "stop-" + name));
  }

  private static IllegalStateException failed(String name, Exception cause) {
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new IllegalStateException("the tests' " + name + " did not start", cause);
  }
}
