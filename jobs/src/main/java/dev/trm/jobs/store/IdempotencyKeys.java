package dev.trm.jobs.store;

import dev.trm.jobs.faults.FaultPoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Which id the answer to a request has that may come again. The id is reserved before anything is
 * made, and things are made under it once: so a crash in between loses and doubles nothing.
 */
public final class IdempotencyKeys {
  /** How long a key is remembered. */
  public static final Duration KEPT = Duration.ofHours(24);

  private static final Duration PURGING = Duration.ofMinutes(1);

  private final Database database;

  public IdempotencyKeys(DataSource source) {
    this.database = new Database(source);
  }

  /**
   * The id reserved for the actor's key: this one, or that of the same request earlier.
   *
   * @param hash of call and body
   * @return empty if the key belongs to another request
   */
  public Optional<UUID> reserve(String actor, String key, byte[] hash, UUID target) {
    database.update(
        """
        INSERT INTO idempotency_key (actor, key, hash, target) VALUES (?, ?, ?, ?)
        ON CONFLICT (actor, key) DO NOTHING""",
        actor,
        key,
        hash,
        target);
    FaultPoint.KEY_RESERVED.reached();
    List<Reserved> reserved =
        database.query(
            "SELECT hash, target FROM idempotency_key WHERE actor = ? AND key = ?",
            Reserved::read,
            actor,
            key);
    // Purged between the two statements, a key of yesterday is free again.
    return reserved.isEmpty()
        ? Optional.of(target)
        : Optional.of(reserved.get(0))
            .filter(row -> Arrays.equals(row.hash, hash))
            .map(row -> row.target);
  }

  /** Forgets keys older than {@link #KEPT}, and after them what was done under them. */
  public void purge() {
    for (String old :
        List.of(
            "DELETE FROM idempotency_key WHERE created_at < now() - make_interval(secs => ?)",
            "DELETE FROM deed WHERE at < now() - make_interval(secs => ?)")) {
      database.allowing(PURGING).update(old, (double) KEPT.toSeconds());
    }
  }

  private static final class Reserved {
    private final byte[] hash;
    private final UUID target;

    private Reserved(byte[] hash, UUID target) {
      this.hash = hash;
      this.target = target;
    }

    static Reserved read(ResultSet row) throws SQLException {
      return new Reserved(row.getBytes("hash"), row.getObject("target", UUID.class));
    }
  }
}
