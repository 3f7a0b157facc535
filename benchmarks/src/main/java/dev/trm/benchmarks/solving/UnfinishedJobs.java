package dev.trm.benchmarks.solving;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks whether our services still have jobs to do. */
public final class UnfinishedJobs {
  /** Each state by itself, through an index of its own: else each look reads all jobs. */
  private static final String ANY =
      """
      SELECT EXISTS (SELECT FROM job WHERE state = 'QUEUED')
        OR EXISTS (SELECT FROM job WHERE state = 'RUNNING') AS unfinished""";

  private UnfinishedJobs() {}

  /** Whether there are any, queued or running. */
  public static boolean any(Connection server) throws SQLException {
    try (Statement statement = server.createStatement();
        ResultSet row = statement.executeQuery(ANY)) {
      row.next();
      return row.getBoolean("unfinished");
    }
  }
}
