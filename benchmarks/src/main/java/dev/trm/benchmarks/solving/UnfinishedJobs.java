package dev.trm.benchmarks.solving;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Checks whether this project's services still have jobs. */
public final class UnfinishedJobs {
  /** One subquery for each state, so that each uses its index instead of reading all jobs. */
  private static final String ANY =
      """
      SELECT EXISTS (SELECT FROM job WHERE state = 'QUEUED')
        OR EXISTS (SELECT FROM job WHERE state = 'RUNNING') AS unfinished""";

  private UnfinishedJobs() {}

  /** Whether any job is queued or running. */
  public static boolean any(Connection server) throws SQLException {
    try (Statement statement = server.createStatement();
        ResultSet row = statement.executeQuery(ANY)) {
      row.next();
      return row.getBoolean("unfinished");
    }
  }
}
