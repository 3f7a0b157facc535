package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The places that runs have in sweeps. Who runs a run's training again or on takes its place. */
final class SweepPlaces {
  private SweepPlaces() {}

  /**
   * A run's place.
   *
   * @param decided whether the sweep's gate has decided, by what had this place then
   */
  record Place(UUID sweep, boolean decided) {}

  /** The place of a run; its sweep is not decided about until the transaction ends. */
  static Optional<Place> hold(Connection connection, JobId run) throws SQLException {
    return Database.query(
            connection,
            """
            SELECT s.id, s.decided_at IS NOT NULL AS decided
            FROM sweep_run r JOIN sweep s ON s.id = r.sweep WHERE r.run = ? FOR UPDATE OF s""",
            row -> new Place(row.getObject("id", UUID.class), row.getBoolean("decided")),
            run.value())
        .stream()
        .findFirst();
  }

  /** Gives a run's place, if it has one, to another run. */
  static void handOn(Connection connection, JobId from, JobId to) throws SQLException {
    Database.update(
        connection, "UPDATE sweep_run SET run = ? WHERE run = ?", to.value(), from.value());
  }
}
