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

/** A peer's two processes, an enqueuer and a worker, with their own database. */
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
   * Starts them; creates the peer's database if it is missing.
   *
   * @param logs directory with one log file for each process
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
      // The enqueuer creates the schema.
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
   * Enqueues jobs and returns when all are enqueued.
   *
   * @param atOnce jobs in one call
   * @param connections concurrent calls
   */
  public void submit(int jobs, int atOnce, int connections) throws IOException {
    enqueuer.order("submit " + jobs + " " + atOnce + " " + connections, "submitted");
  }

  /** Whether no jobs are left. */
  public boolean idle() throws SQLException {
    try (Statement statement = look.createStatement();
        ResultSet row = statement.executeQuery(peer.idle())) {
      row.next();
      return row.getBoolean("idle");
    }
  }

  /** The pids of the processes, by role. */
  public Map<String, Long> pids() {
    return Map.of("enqueuer", enqueuer.pid(), "worker", worker.pid());
  }

  /** The number of executed jobs. */
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
