package dev.trm.jobs.store;

import dev.trm.audit.Sha256;
import dev.trm.jobs.store.Database.SqlArray;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The sessions of the pages, by the SHA-256 of the cookie's text. A session lets in as the key that
 * opened it and only as long as that text of the key does: one that is revoked, expires or is
 * replaced ends its sessions with it.
 */
public final class WebSessions {
  private static final String STANDING =
      """
      SELECT encode(s.hash, 'hex') AS session, k.name, k.role, k.rate_per_minute, k.quotas,
        s.expires_at
      FROM web_session s JOIN api_key k
        ON k.hash = s.key_hash OR (k.old_hash = s.key_hash AND k.old_until > clock_timestamp())
      WHERE s.hash = ANY(?) AND s.expires_at > clock_timestamp() AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())""";

  private final Database database;

  public WebSessions(DataSource source) {
    this.database = new Database(source);
  }

  /** What came of opening a session. */
  public sealed interface Opening {
    /** It is open. */
    record Opened() implements Opening {}

    /**
     * The key has too many.
     *
     * @param open sessions of the key
     * @param untilNext until the first of them expires
     */
    record TooMany(long open, Duration untilNext) implements Opening {}
  }

  /**
   * Opens a session, and forgets those that are over.
   *
   * @param session the cookie's text
   * @param key the text of the key that opens it
   * @param lasts until it expires
   * @param most sessions that the key may have
   */
  public Opening open(String session, String key, Duration lasts, long most) {
    return database.inTransaction(
        connection -> {
          Database.lock(connection, "trm.sessions." + Sha256.hex(key));
          Database.update(
              connection,
              """
              DELETE FROM web_session WHERE hash IN (
                SELECT hash FROM web_session WHERE expires_at < clock_timestamp()
                FOR UPDATE SKIP LOCKED)""");
          Opening.TooMany open =
              Database.query(
                      connection,
                      """
                      SELECT count(*) AS open, coalesce(
                        extract(epoch FROM min(expires_at) - clock_timestamp()), 0) AS seconds
                      FROM web_session WHERE key_hash = ?""",
                      row ->
                          new Opening.TooMany(
                              row.getLong("open"),
                              Duration.ofSeconds((long) Math.ceil(row.getDouble("seconds")))),
                      hash(key))
                  .get(0);
          if (open.open() >= most) {
            return open;
          }
          Database.update(
              connection,
              """
              INSERT INTO web_session (hash, key_hash, expires_at)
              VALUES (?, ?, clock_timestamp() + make_interval(secs => ?))""",
              hash(session),
              hash(key),
              (double) lasts.toMillis() / 1000);
          return new Opening.Opened();
        });
  }

  /** The session whose cookie has this text, while it lasts; its key counts as used. */
  public Optional<WebSession> find(String session) {
    String hash = Sha256.hex(session);
    Optional<WebSession> found = Optional.ofNullable(standing(List.of(hash)).get(hash));
    found.ifPresent(each -> ApiKeys.noteUse(database, each.key()));
    return found;
  }

  /**
   * The sessions that last among these.
   *
   * @param hashes SHA-256 of each cookie's text, hexadecimal
   * @return by hash
   */
  public Map<String, WebSession> standing(Collection<String> hashes) {
    SqlArray wanted = new SqlArray("bytea", hashes.stream().map(HexFormat.of()::parseHex).toList());
    Map<String, WebSession> standing = new HashMap<>();
    for (Found each : database.query(STANDING, Found::read, wanted)) {
      standing.put(each.hash, each.session);
    }
    return standing;
  }

  /** Ends a session; one that is over stays so. */
  public void close(String session) {
    database.update("DELETE FROM web_session WHERE hash = ?", hash(session));
  }

  private record Found(String hash, WebSession session) {
    static Found read(ResultSet row) throws SQLException {
      return new Found(
          row.getString("session"),
          new WebSession(ApiKeys.apiKey(row), JobRows.time(row, "expires_at")));
    }
  }

  private static byte[] hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
