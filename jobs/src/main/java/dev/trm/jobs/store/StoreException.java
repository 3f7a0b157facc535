package dev.trm.jobs.store;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The database could not do what was asked; the state it keeps is unchanged. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Data exceptions, violated constraints, and more than the database can hold. */
  private static final Set<String> REFUSALS = Set.of("22", "23", "54");

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether the database works and refuses what it was given (SQLSTATE classes 22, 23 and 54): the
   * same will be refused again.
   */
  public boolean refusesContent() {
    String state = sqlState();
    return state != null && REFUSALS.stream().anyMatch(state::startsWith);
  }

  /** The database's code for what went wrong; null where it gave none. */
  public @Nullable String sqlState() {
    return getCause() instanceof SQLException failure ? failure.getSQLState() : null;
  }

  /** Whether somebody else held a lock for longer than this call was to wait. */
  boolean lockTimedOut() {
    return getCause() instanceof SQLException failure
        && LOCK_NOT_AVAILABLE.equals(failure.getSQLState());
  }
}
