package dev.trm.jobs.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A worker's own session with the database, holding a lock in the worker's name. The operating
 * system ends it with the process, so that the rescuer learns of a crash before the leases lapse; a
 * process that only hangs keeps it. Not for several threads at once.
 */
public final class WorkerPresence implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(WorkerPresence.class);

  /** Whether any session holds the lock of the worker that the row w is about. */
  static final String HELD =
      """
      EXISTS (SELECT FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND l.classid = hashtext('trm.worker')::oid AND l.objid = hashtext(w.id)::oid)""";

  /** How long the server may take to answer. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final Database database;
  private final String worker;
  private @Nullable Session session;

  /**
   * @param networkTimeout that the pool's connections have
   */
  private record Session(Connection connection, int networkTimeout) {}

  WorkerPresence(Database database, String worker) {
    this.database = database.within(SILENCE);
    this.worker = worker;
  }

  /**
   * Opens the session if there is none, or if it ended or leads to a server that has become a
   * standby, whose locks the rescuer does not see.
   *
   * @throws StoreException if no session can be opened now
   */
  public void keep() {
    try {
      Session standing = session;
      if (standing != null && onPrimary(standing.connection())) {
        return;
      }
      close();
      session = open();
    } catch (SQLException e) {
      database.doubt(e);
      throw new StoreException("database: " + e.getMessage(), e);
    }
  }

  private boolean onPrimary(Connection standing) {
    try {
      return Database.query(
              standing, "SELECT NOT pg_is_in_recovery() AS primary", row -> row.getBoolean(1))
          .get(0);
    } catch (SQLException e) {
      LOG.debugf("the session of worker %s has ended: %s", worker, e.getMessage());
      database.doubt(e);
      return false;
    }
  }

  private Session open() throws SQLException {
    Connection connection = database.connection();
    Session opened = new Session(connection, connection.getNetworkTimeout());
    try {
      connection.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
      // Shared: what is left of an earlier session of this worker must not keep it waiting.
      Database.query(
          connection,
          "SELECT pg_advisory_lock_shared(hashtext('trm.worker'), hashtext(?))",
          row -> true,
          worker);
      return opened;
    } catch (SQLException e) {
      end(opened);
      throw e;
    }
  }

  /** Ends the session, as the end of the process would. */
  @Override
  public void close() {
    Session ending = session;
    session = null;
    if (ending == null) {
      return;
    }
    try {
      // The connection may go back to a pool, so the lock is given up by name where that can be.
      Database.query(
          ending.connection(),
          "SELECT pg_advisory_unlock_shared(hashtext('trm.worker'), hashtext(?))",
          row -> true,
          worker);
    } catch (SQLException e) {
      LOG.debugf("the session of worker %s has ended before: %s", worker, e.getMessage());
    } finally {
      end(ending);
    }
  }

  /** Gives the connection back with the pool's own timeout. */
  private void end(Session ending) {
    try (Connection connection = ending.connection()) {
      if (!connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, ending.networkTimeout());
      }
    } catch (SQLException e) {
      LOG.debugf("the session of worker %s did not end in order: %s", worker, e.getMessage());
    }
  }
}
