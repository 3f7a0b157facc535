package dev.trm.benchmarks.measure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Statistics of a PostgreSQL server, version 18 or newer, since its creation, over all its
 * databases.
 *
 * @param walFsyncs number of fsyncs of the write-ahead log
 * @param walBytes bytes written to that log
 * @param rows inserted, updated and deleted
 * @param commits of transactions, including read-only ones
 */
public record ServerCounters(long walFsyncs, long walBytes, long rows, long commits) {
  /** The maximum delay after which idle sessions have reported their statistics. */
  public static final Duration SETTLES = Duration.ofSeconds(11);

  private static final String READ =
      """
      SELECT (SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal') AS fsyncs,
        pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bytes,
        sum(tup_inserted + tup_updated + tup_deleted) AS rows, sum(xact_commit) AS commits
      FROM pg_stat_database""";

  public static ServerCounters read(DataSource server) throws SQLException {
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(READ)) {
      row.next();
      return new ServerCounters(
          row.getLong("fsyncs"), row.getLong("bytes"), row.getLong("rows"), row.getLong("commits"));
    }
  }

  /** The difference from an earlier reading. */
  public ServerCounters since(ServerCounters before) {
    return new ServerCounters(
        walFsyncs - before.walFsyncs,
        walBytes - before.walBytes,
        rows - before.rows,
        commits - before.commits);
  }

  /** The figures divided by a number of jobs. */
  public PerJob perJob(long jobs) {
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs are " + jobs + "; they must be 1 or more");
    }
    return new PerJob(
        (double) walFsyncs / jobs,
        (double) walBytes / jobs,
        (double) rows / jobs,
        (double) commits / jobs);
  }

  /** A server's work for one job. */
  public record PerJob(double walFsyncs, double walBytes, double rows, double commits) {}
}
