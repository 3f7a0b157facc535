package dev.trm.jobs.store;

import java.time.Duration;
import javax.sql.DataSource;

/** The monthly partitions of audit and traces. */
public final class Partitions {
  private static final int MONTHS_AHEAD = 2;

  /** Of moving rows out of the default partition. */
  private static final Duration MOVING = Duration.ofMinutes(10);

  private final Database database;

  public Partitions(DataSource source) {
    this.database = new Database(source).allowing(MOVING);
  }

  /**
   * Makes those of this month and the next two, and moves rows there that went to the default
   * partition because they came first.
   */
  public void ensure() {
    database.inTransaction(
        connection -> {
          // Readers of the default partition wait behind this lock.
          Database.update(connection, "SET LOCAL lock_timeout = '1s'");
          return Database.query(
              connection, "SELECT ensure_partitions(?)", row -> true, MONTHS_AHEAD);
        });
  }
}
