package dev.trm.jobs.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What a request may ask for twice and what leaves no row of its own to know it by: a new text for
 * a key, say. It is noted under the id that {@link IdempotencyKeys} reserved, in the transaction
 * that does it.
 */
public final class Deeds {
  private final Database database;

  public Deeds(DataSource source) {
    this.database = new Database(source);
  }

  /** Whether it was done. */
  public boolean done(UUID id) {
    return !database.query("SELECT id FROM deed WHERE id = ?", row -> true, id).isEmpty();
  }

  /**
   * Whether this transaction is the first to do it, and so has to. Waits for one that is about to.
   */
  static boolean first(Connection connection, UUID id) throws SQLException {
    return Database.update(
            connection, "INSERT INTO deed (id) VALUES (?) ON CONFLICT DO NOTHING", id)
        == 1;
  }
}
