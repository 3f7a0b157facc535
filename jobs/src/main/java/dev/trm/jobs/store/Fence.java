package dev.trm.jobs.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Ties what a worker writes beside its job to its claim, in the transaction of that write. */
final class Fence {
  private static final String HELD =
      "SELECT id FROM job WHERE id = ? AND epoch = ? AND state = 'RUNNING' FOR SHARE";

  private Fence() {}

  /**
   * Whether the job is still the worker's; if so, it stays so until the transaction ends: rescue
   * and cancel wait for the lock.
   */
  static boolean holds(Connection connection, Claim claim) throws SQLException {
    return !Database.query(
            connection, HELD, row -> JobRows.id(row, "id"), claim.id().value(), claim.epoch())
        .isEmpty();
  }
}
