package dev.trm.jobs.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
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

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final DataSource source;
  private final String worker;
  private @Nullable Connection session;

  WorkerPresence(DataSource source, String worker) {
    this.source = source;
    this.worker = worker;
  }

  /**
   * Sees to it that the session stands.
   *
   * @throws StoreException if it does not and cannot be opened now
   */
  public void keep() {
    try {
      Connection standing = session;
      if (standing != null && standing.isValid((int) PATIENCE.toSeconds())) {
        return;
      }
      close();
      session = open();
    } catch (SQLException e) {
      throw new StoreException("database: " + e.getMessage(), e);
    }
  }

  private Connection open() throws SQLException {
    Connection opened = source.getConnection();
    try {
      // Shared: what is left of an earlier session of this worker must not keep it waiting.
      Database.query(
          opened,
          "SELECT pg_advisory_lock_shared(hashtext('trm.worker'), hashtext(?))",
          row -> true,
          worker);
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  /** Ends the session, as the end of the process would. */
  @Override
  public void close() {
    Connection ending = session;
    session = null;
    if (ending == null) {
      return;
    }
    // The connection may go back to a pool, so the lock is given up by name where that can be.
    try (ending) {
      Database.query(
          ending,
          "SELECT pg_advisory_unlock_shared(hashtext('trm.worker'), hashtext(?))",
          row -> true,
          worker);
    } catch (SQLException e) {
      LOG.debugf("the session of worker %s has ended before: %s", worker, e.getMessage());
    }
  }
}
