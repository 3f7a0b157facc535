package dev.trm.jobs.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sealed secret that each row of a table has, and the one before it, which is good for a while
 * longer.
 */
final class SecretColumns {
  private final String table;

  /**
   * @param table has the columns id, secret, secret_key, old_secret, old_secret_key and
   *     old_secret_until
   */
  SecretColumns(String table) {
    this.table = table;
  }

  /** The secret; empty if there is no such row, or it is not sealed. */
  Optional<SealedSecret> current(Connection connection, UUID id) throws SQLException {
    return Database.query(
            connection,
            "SELECT secret, secret_key FROM " + table + " WHERE id = ? AND secret_key IS NOT NULL",
            row -> new SealedSecret(row.getString("secret_key"), row.getBytes("secret")),
            id)
        .stream()
        .findFirst();
  }

  /** The secret, and the one before while it is good. */
  List<SealedSecret> good(Connection connection, UUID id) throws SQLException {
    List<SealedSecret> good = new ArrayList<>();
    current(connection, id).ifPresent(good::add);
    good.addAll(
        Database.query(
            connection,
            "SELECT old_secret, old_secret_key FROM "
                + table
                + " WHERE id = ? AND old_secret_until > clock_timestamp()"
                + " AND old_secret_key IS NOT NULL",
            row -> new SealedSecret(row.getString("old_secret_key"), row.getBytes("old_secret")),
            id));
    return good;
  }

  /**
   * Gives a row another secret; what is older than the one it had is forgotten.
   *
   * @param overlap how long the one it had is good, too
   * @return false if there is no such row
   */
  boolean replace(Connection connection, UUID id, SealedSecret secret, Duration overlap)
      throws SQLException {
    boolean overlaps = overlap.compareTo(Duration.ZERO) > 0;
    return Database.update(
            connection,
            "UPDATE "
                + table
                + """
                 SET secret = ?, secret_key = ?,
                  old_secret = CASE WHEN ? THEN secret END,
                  old_secret_key = CASE WHEN ? THEN secret_key END,
                  old_secret_until =
                    CASE WHEN ? THEN clock_timestamp() + make_interval(secs => ?) END
                WHERE id = ?""",
            secret.bytes(),
            secret.key(),
            overlaps,
            overlaps,
            overlaps,
            (double) overlap.toSeconds(),
            id)
        == 1;
  }

  /**
   * Has all secrets sealed anew that are not sealed with a key.
   *
   * @return how many were left as they are
   */
  int seal(Connection connection, String key, Sealing sealing) throws SQLException {
    int left = 0;
    for (Stored each :
        Database.query(
            connection,
            "SELECT id, secret, secret_key, old_secret, old_secret_key FROM "
                + table
                + """
                 WHERE secret_key IS DISTINCT FROM ?
                  OR (old_secret IS NOT NULL AND old_secret_key IS DISTINCT FROM ?)
                ORDER BY id FOR UPDATE""",
            Stored::read,
            key,
            key)) {
      if (!key.equals(each.key)) {
        left += write(connection, "secret", each.id, sealing.seal(each.id, each.key, each.secret));
      }
      if (each.oldSecret != null && !key.equals(each.oldKey)) {
        left +=
            write(
                connection,
                "old_secret",
                each.id,
                sealing.seal(each.id, each.oldKey, each.oldSecret));
      }
    }
    return left;
  }

  private int write(Connection connection, String column, UUID id, Optional<SealedSecret> sealed)
      throws SQLException {
    if (sealed.isEmpty()) {
      return 1;
    }
    Database.update(
        connection,
        "UPDATE " + table + " SET " + column + " = ?, " + column + "_key = ? WHERE id = ?",
        sealed.get().bytes(),
        sealed.get().key(),
        id);
    return 0;
  }

  /** A row's secrets, the old one null where there is none. */
  private static final class Stored {
    private final UUID id;
    private final byte[] secret;
    private final @Nullable String key;
    private final byte @Nullable [] oldSecret;
    private final @Nullable String oldKey;

    private Stored(ResultSet row) throws SQLException {
      id = row.getObject("id", UUID.class);
      secret = row.getBytes("secret");
      key = row.getString("secret_key");
      oldSecret = row.getBytes("old_secret");
      oldKey = row.getString("old_secret_key");
    }

    static Stored read(ResultSet row) throws SQLException {
      return new Stored(row);
    }
  }
}
