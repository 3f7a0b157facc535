package dev.trm.jobs.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Transactions and statements over plain JDBC; turns failures into {@link StoreException}. A
 * parameter that is a {@link Duration} is bound as seconds.
 */
final class Database {
  private final DataSource source;

  Database(DataSource source) {
    this.source = source;
  }

  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Does all of the work or none. */
  <T> T inTransaction(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.with(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new StoreException("database: " + e.getMessage(), e);
    }
  }

  /** Work of one call, which is a transaction of its own. */
  <T> T alone(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw new StoreException("database: " + e.getMessage(), e);
    }
  }

  /** One statement in its own transaction, its rows read. */
  <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters) {
    try (Connection connection = source.getConnection()) {
      return query(connection, sql, reader, parameters);
    } catch (SQLException e) {
      throw new StoreException("database: " + e.getMessage(), e);
    }
  }

  /** One statement in its own transaction; how many rows it changed. */
  int update(String sql, @Nullable Object... parameters) {
    try (Connection connection = source.getConnection()) {
      return update(connection, sql, parameters);
    } catch (SQLException e) {
      throw new StoreException("database: " + e.getMessage(), e);
    }
  }

  static <T> List<T> query(
      Connection connection, String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, parameters);
      return read(statement.executeQuery(), reader);
    }
  }

  /**
   * Several statements that are sent at once, with semicolons between them; the last one's rows are
   * read.
   *
   * @param before how many statements come before the last; each of them has to answer with rows
   */
  static <T> List<T> queryLast(
      Connection connection,
      int before,
      String sql,
      RowReader<T> reader,
      @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, parameters);
      statement.execute();
      for (int i = 0; i < before; i++) {
        statement.getMoreResults();
      }
      return read(statement.getResultSet(), reader);
    }
  }

  private static <T> List<T> read(ResultSet rows, RowReader<T> reader) throws SQLException {
    try (rows) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    }
  }

  static int update(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, parameters);
      return statement.executeUpdate();
    }
  }

  /** Waits for what others of this name hold, until the transaction ends. */
  static void lock(Connection connection, String name) throws SQLException {
    query(connection, "SELECT pg_advisory_xact_lock(hashtext(?))", row -> true, name);
  }

  /** Whether nobody else holds this name; if so, it is held until the transaction ends. */
  static boolean tryLock(Connection connection, String name) throws SQLException {
    return query(
            connection,
            "SELECT pg_try_advisory_xact_lock(hashtext(?)) AS alone",
            row -> row.getBoolean("alone"),
            name)
        .get(0);
  }

  /** The database's clock, which runs on within a transaction. */
  static Instant now(Connection connection) throws SQLException {
    return query(connection, "SELECT clock_timestamp() AS now", row -> JobRows.time(row, "now"))
        .get(0);
  }

  /** As {@code make_interval(secs => …)} takes it. */
  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static void bind(
      Connection connection, PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object value = parameters[i];
      if (value instanceof SqlArray array) {
        statement.setArray(i + 1, connection.createArrayOf(array.type(), array.elements()));
      } else if (value instanceof Duration duration) {
        statement.setDouble(i + 1, seconds(duration));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  /** A parameter that is an array of a PostgreSQL type. */
  record SqlArray(String type, List<? extends @Nullable Object> values) {
    /** As the driver wants them: arrays of bytes typed, anything else not. */
    @Nullable Object[] elements() {
      return type.equals("bytea") ? values.toArray(new byte[0][]) : values.toArray();
    }
  }
}
