package dev.trm.benchmarks.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Queries the queue during the run, without the proxies. */
public final class QueueProbe {
  private final Supplier<DataSource> database;

  /**
   * @param database the current server
   */
  public QueueProbe(Supplier<DataSource> database) {
    this.database = database;
  }

  /** The number of jobs that this worker holds. */
  public long heldBy(String worker) throws SQLException {
    return count("SELECT count(*) FROM job WHERE state = 'RUNNING' AND worker = ?", worker);
  }

  /** The number of jobs that have succeeded or failed. */
  public long completed() throws SQLException {
    return count("SELECT count(*) FROM job WHERE state IN ('SUCCEEDED', 'FAILED')");
  }

  /** The number of jobs that are neither in a final state nor quarantined. */
  public long open() throws SQLException {
    return count("SELECT count(*) FROM job WHERE state IN ('QUEUED', 'RUNNING')");
  }

  /** Whether a job is in this state. */
  public boolean is(String id, String state) throws SQLException {
    return count("SELECT count(*) FROM job WHERE id = ?::uuid AND state = ?", id, state) == 1;
  }

  /** Ids of solves in any state, the newest first. */
  public List<String> newestSolves(int most) throws SQLException {
    return ids("SELECT id FROM job WHERE kind = 'SOLVE' ORDER BY id DESC LIMIT " + most);
  }

  /** Ids of queued solves, the latest due time first. */
  public List<String> waitingSolves(int most) throws SQLException {
    return ids("SELECT job_id FROM outbox WHERE kind = 'SOLVE' ORDER BY due_at DESC LIMIT " + most);
  }

  private long count(String sql, String... values) throws SQLException {
    try (Connection connection = database.get().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private List<String> ids(String sql) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection connection = database.get().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }
}
