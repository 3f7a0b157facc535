package dev.trm.jobs.store;

import javax.sql.DataSource;

/** The monthly partitions of audit and traces. */
public final class Partitions {
  private static final int MONTHS_AHEAD = 2;

  private final Database database;

  public Partitions(DataSource source) {
    this.database = new Database(source);
  }

  /** Makes those of this month and the next two; without them rows go to the default partition. */
  public void ensure() {
    database.query("SELECT ensure_partitions(?)", row -> MONTHS_AHEAD, MONTHS_AHEAD);
  }
}
