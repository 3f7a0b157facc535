package dev.trm.benchmarks.measure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * What a PostgreSQL server, 18 or newer, has done since it was made; of all its databases.
 *
 * @param walFsyncs how often the write-ahead log was forced to the disk
 * @param walBytes written to that log
 * @param rows inserted, updated and deleted
 * @param commits of transactions, those that only read included
 */
public record ServerCounters(long walFsyncs, long walBytes, long rows, long commits) {
  /** Sessions tell what they have done at the latest so long after they became idle. */
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

  /** What was done since then. */
  public ServerCounters since(ServerCounters before) {
    return new ServerCounters(
        walFsyncs - before.walFsyncs,
        walBytes - before.walBytes,
        rows - before.rows,
        commits - before.commits);
  }

  /** The same for each of so many jobs. */
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

  /** What one job took of a server. */
  public record PerJob(double walFsyncs, double walBytes, double rows, double commits) {}
}
