package dev.trm.benchmarks.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Looks at the queue while it works, past the proxies. */
public final class QueueProbe {
  private final Supplier<DataSource> database;

  /**
   * @param database the server that runs now
   */
  public QueueProbe(Supplier<DataSource> database) {
    this.database = database;
  }

  /** Jobs that this worker holds. */
  public long heldBy(String worker) throws SQLException {
    return count("SELECT count(*) FROM job WHERE state = 'RUNNING' AND worker = ?", worker);
  }

  /** Jobs that have ended by themselves. */
  public long completed() throws SQLException {
    return count("SELECT count(*) FROM job WHERE state IN ('SUCCEEDED', 'FAILED')");
  }

  /** Jobs that have neither ended nor gone to quarantine. */
  public long open() throws SQLException {
    return count("SELECT count(*) FROM job WHERE state IN ('QUEUED', 'RUNNING')");
  }

  /** Whether a job is in this state. */
  public boolean is(String id, String state) throws SQLException {
    return count("SELECT count(*) FROM job WHERE id = ?::uuid AND state = ?", id, state) == 1;
  }

  /** Ids of solves, the newest first, whatever has become of them. */
  public List<String> newestSolves(int most) throws SQLException {
    return ids("SELECT id FROM job WHERE kind = 'SOLVE' ORDER BY id DESC LIMIT " + most);
  }

  /** Ids of solves that wait, the last first. */
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
