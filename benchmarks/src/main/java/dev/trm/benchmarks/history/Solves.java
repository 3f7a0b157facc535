package dev.trm.benchmarks.history;

import dev.trm.benchmarks.solving.UnfinishedJobs;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** Solves of 9×9 puzzles, half of them minimal, by the shipped model with default settings. */
final class Solves {
  /** A vacuum runs after each part, as autovacuum does from time to time. */
  private static final int PARTS = 5;

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final HistoryClient client;
  private final DataSource server;
  private final SudokuGenerator puzzles = new SudokuGenerator(SudokuSize.NINE, 1);
  private int submitted;

  Solves(HistoryClient client, DataSource server) {
    this.client = client;
    this.server = server;
  }

  /** Runs solves and measures their storage. */
  HistoryReport.Kept measured(int count) throws IOException, InterruptedException, SQLException {
    part(count / PARTS); // leaves as many dead rows as each later part
    TableSizes before = TableSizes.read(server);
    for (int part = 0; part < PARTS; part++) {
      part((part + 1) * count / PARTS - part * count / PARTS);
    }
    return new HistoryReport.Kept(count, cycles(), TableSizes.read(server).since(before));
  }

  /** Submits jobs and cancels them before they are solved. */
  void cancelled(int count) throws IOException, InterruptedException, SQLException {
    client.act("/v1/queues/solve/pause");
    for (int job = 0; job < count; job++) {
      client.act("/v1/jobs/" + submit() + "/cancel");
    }
    client.act("/v1/queues/solve/resume");
    awaitEnds();
  }

  private void part(int count) throws IOException, InterruptedException, SQLException {
    for (int job = 0; job < count; job++) {
      submit();
    }
    awaitEnds();
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM");
    }
  }

  private String submit() throws IOException, InterruptedException {
    return client.submit(
        (submitted++ % 2 == 0 ? puzzles.minimal() : puzzles.withGivens(40)).puzzle().toString());
  }

  private void awaitEnds() throws IOException, InterruptedException, SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (unfinished()) {
      if (System.nanoTime() > end) {
        throw new IOException("the jobs have not ended after " + PATIENCE);
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  private boolean unfinished() throws SQLException {
    try (Connection connection = server.getConnection()) {
      return UnfinishedJobs.any(connection);
    }
  }

  private double cycles() throws SQLException {
    return number("SELECT avg(cycles) AS n FROM trace WHERE cells = 81");
  }

  private double number(String sql) throws SQLException {
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble("n");
    }
  }
}
