package dev.trm.benchmarks.peers;

import dev.trm.benchmarks.measure.OrderedProcess;
import dev.trm.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A peer's two processes, one that enqueues and one that works, on a database of their own. */
public final class RunningPeer implements AutoCloseable {
  private static final String JDBC = "jdbc:postgresql:";

  private final Peer peer;
  private final OrderedProcess enqueuer;
  private final OrderedProcess worker;
  private final Connection look;

  private RunningPeer(Peer peer, OrderedProcess enqueuer, OrderedProcess worker, Connection look) {
    this.peer = peer;
    this.enqueuer = enqueuer;
    this.worker = worker;
    this.look = look;
  }

  /**
   * Starts them; the peer's database is made if it is missing.
   *
   * @param logs a file each process is written there
   */
  public static RunningPeer start(Peer peer, EmbeddedDatabase server, Path logs)
      throws IOException, InterruptedException, SQLException {
    ensureDatabase(peer.database(), server);
    String jdbcUrl = server.jdbcUrl(peer.database());
    String address =
        peer.jdbc()
            ? jdbcUrl
            : "postgres://"
                + EmbeddedDatabase.USER
                + "@127.0.0.1:"
                + server.port()
                + "/"
                + peer.database();
    Map<String, String> password = Map.of(PeerMain.PASSWORD, server.password());
    List<AutoCloseable> started = new ArrayList<>();
    try {
      // The one that enqueues makes the tables.
      OrderedProcess enqueuer =
          OrderedProcess.start(
              peer.command("enqueuer", address),
              password,
              logs.resolve(peer.database() + "-enqueuer.log"));
      started.add(enqueuer);
      OrderedProcess worker =
          OrderedProcess.start(
              peer.command("worker", address),
              password,
              logs.resolve(peer.database() + "-worker.log"));
      started.add(worker);
      return new RunningPeer(
          peer,
          enqueuer,
          worker,
          DriverManager.getConnection(jdbcUrl, EmbeddedDatabase.USER, server.password()));
    } catch (IOException | SQLException e) {
      for (AutoCloseable each : started) {
        close(each, e);
      }
      throw e;
    }
  }

  /**
   * Has jobs enqueued and returns when all are.
   *
   * @param atOnce jobs of one call
   * @param connections calls at a time
   */
  public void submit(int jobs, int atOnce, int connections) throws IOException {
    enqueuer.order("submit " + jobs + " " + atOnce + " " + connections, "submitted");
  }

  /** Whether nothing is left to be done. */
  public boolean idle() throws SQLException {
    try (Statement statement = look.createStatement();
        ResultSet row = statement.executeQuery(peer.idle())) {
      row.next();
      return row.getBoolean("idle");
    }
  }

  /** The processes, by what they do. */
  public Map<String, Long> pids() {
    return Map.of("enqueuer", enqueuer.pid(), "worker", worker.pid());
  }

  /** How many jobs were executed. */
  public long executed() throws IOException {
    return Long.parseLong(worker.order("count", "count"));
  }

  @Override
  public void close() throws IOException, InterruptedException, SQLException {
    look.close();
    enqueuer.close();
    worker.close();
  }

  private static void ensureDatabase(String name, EmbeddedDatabase server) throws SQLException {
    try (Connection connection = server.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      boolean there;
      try (ResultSet row =
          statement.executeQuery(
              "SELECT EXISTS (SELECT FROM pg_database WHERE datname = '" + name + "') AS there")) {
        row.next();
        there = row.getBoolean("there");
      }
      if (!there) {
        statement.execute("CREATE DATABASE " + name);
      }
    }
  }

  private static void close(AutoCloseable part, Exception because) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      because.addSuppressed(e);
    }
  }
}
