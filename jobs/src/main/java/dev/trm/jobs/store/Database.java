package dev.trm.jobs.store;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Transactions and statements over plain JDBC; turns failures into {@link StoreException}. A
 * parameter that is a {@link Duration} is bound as seconds. The role of the services limits every
 * statement to 15 seconds and the driver waits a little longer for an answer; {@link #within} and
 * {@link #allowing} set other limits.
 */
final class Database {
  private static final Logger LOG = Logger.getLogger(Database.class);

  /** The server's own limit comes first, as its error says more. */
  private static final Duration ABOVE_STATEMENT = Duration.ofSeconds(3);

  /** A server that stays read-only must not cost a new pool for every statement that it refuses. */
  private static final Duration BETWEEN_FLUSHES = Duration.ofSeconds(1);

  private static final String READ_ONLY = "25006";
  private static final String CONNECTION_FAILURE = "08";

  private final DataSource source;
  private final @Nullable Duration silence;
  private final @Nullable Duration allowance;
  private final AtomicLong mayFlush = new AtomicLong(System.nanoTime());

  Database(DataSource source) {
    this(source, null, null);
  }

  private Database(DataSource source, @Nullable Duration silence, @Nullable Duration allowance) {
    this.source = source;
    this.silence = silence;
    this.allowance = allowance;
  }

  /** The same database; a server that sends nothing for so long fails the call. */
  Database within(Duration silence) {
    return new Database(source, silence, null);
  }

  /** The same database for statements that may take so long each, every call a transaction. */
  Database allowing(Duration statement) {
    return new Database(source, null, statement);
  }

  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Does all of the work or none. */
  <T> T inTransaction(Work<T> work) {
    return connected(
        connection -> {
          connection.setAutoCommit(false);
          try {
            if (allowance != null) {
              allow(connection, allowance);
            }
            T result = work.with(connection);
            connection.commit();
            connection.setAutoCommit(true);
            return result;
          } catch (SQLException | RuntimeException e) {
            abandon(connection, e);
            throw e;
          }
        });
  }

  /** Work of one call, which is a transaction of its own. */
  <T> T alone(Work<T> work) {
    return allowance == null ? connected(work) : inTransaction(work);
  }

  /** One statement in its own transaction, its rows read. */
  <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters) {
    return alone(connection -> query(connection, sql, reader, parameters));
  }

  /** One statement in its own transaction; how many rows it changed. */
  int update(String sql, @Nullable Object... parameters) {
    return alone(connection -> update(connection, sql, parameters));
  }

  /** A connection for a caller that keeps it. */
  Connection connection() throws SQLException {
    return source.getConnection();
  }

  private <T> T connected(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      try {
        return limited(connection, work);
      } catch (SQLException e) {
        doubt(e);
        throw e;
      }
    } catch (SQLException e) {
      throw new StoreException("database: " + e.getMessage(), e);
    }
  }

  /** The pool does not reset a connection's network timeout. */
  private <T> T limited(Connection connection, Work<T> work) throws SQLException {
    int before = connection.getNetworkTimeout();
    try {
      if (silence != null && (before == 0 || silence.toMillis() < before)) {
        await(connection, silence);
      }
      return work.with(connection);
    } finally {
      if (!connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, before);
      }
    }
  }

  /** Allows each of this transaction's further statements so much time. */
  static void allow(Connection connection, Duration statement) throws SQLException {
    await(connection, statement.plus(ABOVE_STATEMENT));
    query(
        connection,
        "SELECT set_config('statement_timeout', ?, true)",
        row -> true,
        Long.toString(statement.toMillis()));
  }

  private static void await(Connection connection, Duration silence) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
  }

  private static void abandon(Connection connection, Exception failure) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Replaces the pool's connections when one of them failed in a way that the others share: the
   * server went away or stopped answering, or has become a standby, to which the connections stay
   * open.
   */
  void doubt(SQLException failure) {
    String state = failure.getSQLState();
    if (state == null || !(state.equals(READ_ONLY) || state.startsWith(CONNECTION_FAILURE))) {
      return;
    }
    long now = System.nanoTime();
    long from = mayFlush.get();
    if (source instanceof AgroalDataSource pool
        && now - from >= 0
        && mayFlush.compareAndSet(from, now + BETWEEN_FLUSHES.toNanos())) {
      LOG.infof("connections to the database are replaced: %s", failure.getMessage());
      pool.flush(AgroalDataSource.FlushMode.GRACEFUL);
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
