package dev.trm.benchmarks.fleet;

import dev.trm.embedded.BrokerClassPath;
import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.EmbeddedDatabase;
import dev.trm.embedded.testing.LoopbackProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * A broker and a database. The services reach each through a proxy with a constant port. Not
 * thread-safe, except for the proxies.
 */
public final class Backbone implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Backbone.class);
  private static final int STARTS = 3;

  private final Path directory;
  private final LoopbackProxy brokerProxy;
  private final LoopbackProxy databaseProxy;
  private EmbeddedBroker broker;
  private volatile EmbeddedDatabase database;

  private Backbone(
      Path directory,
      LoopbackProxy brokerProxy,
      LoopbackProxy databaseProxy,
      EmbeddedBroker broker,
      EmbeddedDatabase database) {
    this.directory = directory;
    this.brokerProxy = brokerProxy;
    this.databaseProxy = databaseProxy;
    this.broker = broker;
    this.database = database;
  }

  /** How a part is ended before its restart. */
  public enum Ending {
    ORDERLY,
    /** PostgreSQL's immediate shutdown; a broker is killed. */
    ABORTED,
    KILLED
  }

  /** Starts both with their data below a directory. */
  public static Backbone start(Path directory) throws IOException, InterruptedException {
    LoopbackProxy brokerProxy = LoopbackProxy.open("broker");
    LoopbackProxy databaseProxy = LoopbackProxy.open("database");
    return new Backbone(
        directory,
        brokerProxy,
        databaseProxy,
        startBroker(directory, brokerProxy),
        startDatabase(directory, databaseProxy));
  }

  /** The settings of all Kafka clients. */
  public Map<String, String> kafka() {
    return broker.clientSettings(brokerProxy.port());
  }

  /** The JDBC URL of the database for services. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + databaseProxy.port() + "/postgres";
  }

  /** The addresses of both for services. */
  public Addresses addresses() {
    return new Addresses(jdbcUrl(), database.password(), kafka());
  }

  /** The current database server without the proxy, for observation. */
  public DataSource database() {
    return database.dataSource();
  }

  public LoopbackProxy brokerProxy() {
    return brokerProxy;
  }

  public LoopbackProxy databaseProxy() {
    return databaseProxy;
  }

  public void endBroker(Ending ending) throws IOException, InterruptedException {
    if (ending == Ending.ORDERLY) {
      broker.close();
    } else {
      broker.kill();
    }
  }

  /** Restarts the broker, with retries; it is ready when this returns. */
  public void returnBroker() throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        broker = startBroker(directory, brokerProxy);
        return;
      } catch (IOException e) {
        if (tries == STARTS) {
          throw e;
        }
        LOG.warnf("the broker is started once more: %s", e.getMessage());
      }
    }
  }

  public void endDatabase(Ending ending) throws IOException, InterruptedException {
    switch (ending) {
      case ORDERLY:
        database.close();
        break;
      case ABORTED:
        database.crash(EmbeddedDatabase.Crash.QUIT);
        break;
      default:
        database.crash(EmbeddedDatabase.Crash.KILL);
    }
  }

  /** Restarts the database; it has recovered when this returns. */
  public void returnDatabase() throws IOException, InterruptedException {
    database = startDatabase(directory, databaseProxy);
  }

  /** Makes the database read-only for sessions opened from now on. */
  public void refuseWrites() throws SQLException {
    execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
  }

  /** Makes the database writable for new sessions; sessions opened meanwhile stay read-only. */
  public void acceptWrites() throws SQLException {
    execute("ALTER DATABASE postgres RESET default_transaction_read_only");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    broker.close();
    database.close();
    brokerProxy.close();
    databaseProxy.close();
  }

  private static EmbeddedBroker startBroker(Path directory, LoopbackProxy proxy)
      throws IOException, InterruptedException {
    EmbeddedBroker started =
        EmbeddedBroker.start(
            directory.resolve("broker"), BrokerClassPath.find(), OptionalInt.of(proxy.port()));
    proxy.forwardTo(started.port());
    return started;
  }

  private static EmbeddedDatabase startDatabase(Path directory, LoopbackProxy proxy)
      throws IOException, InterruptedException {
    EmbeddedDatabase started = EmbeddedDatabase.start(directory.resolve("postgres"));
    proxy.forwardTo(started.port());
    return started;
  }
}
