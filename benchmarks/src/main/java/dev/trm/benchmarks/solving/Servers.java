package dev.trm.benchmarks.solving;

import dev.trm.benchmarks.fleet.Addresses;
import dev.trm.embedded.BrokerClassPath;
import dev.trm.embedded.EmbeddedBroker;
import dev.trm.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jboss.logging.Logger;

/**
 * A broker and a database with durable commits, to which clients connect directly. They end with
 * this process, after their users.
 */
public final class Servers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Servers.class);

  private final EmbeddedBroker broker;
  private final EmbeddedDatabase database;
  private final Deque<AutoCloseable> users = new ConcurrentLinkedDeque<>();
  private final Thread hook = new Thread(this::endAll);

  private Servers(EmbeddedBroker broker, EmbeddedDatabase database) {
    this.broker = broker;
    this.database = database;
  }

  /** Starts both on data below a directory. */
  public static Servers start(Path directory) throws IOException, InterruptedException {
    EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("postgres"));
    try {
      Servers servers =
          new Servers(
              EmbeddedBroker.startForLoad(directory.resolve("broker"), BrokerClassPath.find()),
              database);
      Runtime.getRuntime().addShutdownHook(servers.hook);
      return servers;
    } catch (IOException | InterruptedException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  public EmbeddedDatabase database() {
    return database;
  }

  public EmbeddedBroker broker() {
    return broker;
  }

  Addresses addresses() {
    return new Addresses(database.jdbcUrl(), database.password(), broker.clientSettings());
  }

  /**
   * Registers a user, which is closed before the servers if this process is terminated; it may be
   * closed twice.
   */
  public void usedBy(AutoCloseable user) {
    users.push(user);
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(hook);
    broker.close();
    database.close();
  }

  /** Ensures that Ctrl-C leaves no processes running. */
  private void endAll() {
    users.forEach(Servers::end);
    end(broker);
    end(database);
  }

  private static void end(AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.errorf(e, "%s may run on", part);
    }
  }
}
