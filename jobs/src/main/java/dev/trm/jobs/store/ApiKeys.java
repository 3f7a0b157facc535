package dev.trm.jobs.store;

import dev.trm.audit.Sha256;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.jobs.store.Database.SqlArray;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The API keys by the SHA-256 of their text: what is looked up tells nothing by its timing. A name
 * is never used again, since the audit tells callers apart by it. What operators change here is
 * recorded with their actions.
 */
public final class ApiKeys {
  private static final Logger LOG = Logger.getLogger(ApiKeys.class);

  private static final String FIND =
      """
      SELECT name, role, rate_per_minute, quotas,
        last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '1 minute' AS to_note
      FROM api_key
      WHERE (hash = ? OR (old_hash = ? AND old_until > clock_timestamp()))
        AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())""";

  private static final String WORKING =
      """
      SELECT encode(text.hash, 'hex') AS hash, name, role, rate_per_minute, quotas
      FROM api_key k CROSS JOIN LATERAL (
        SELECT k.hash UNION ALL SELECT k.old_hash WHERE k.old_until > clock_timestamp()) AS text
      WHERE (k.hash = ANY(?) OR k.old_hash = ANY(?))
        AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())""";

  private static final String NOTE_USE =
      """
      UPDATE api_key SET last_used_at = clock_timestamp() WHERE name = ?
        AND (last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '1 minute')""";

  private static final String ENSURE =
      """
      INSERT INTO api_key (id, name, role, hash) VALUES (?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE
      SET role = excluded.role, hash = excluded.hash, revoked_at = NULL, expires_at = NULL,
        prefix = CASE WHEN api_key.hash = excluded.hash THEN api_key.prefix END,
        old_hash = NULL, old_until = NULL""";

  private static final String MAKE =
      """
      INSERT INTO api_key (
        id, name, role, hash, prefix, created_by, expires_at, max_running, rate_per_minute,
        quotas)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb) ON CONFLICT DO NOTHING RETURNING *""";

  private static final String LIMIT =
      """
      UPDATE api_key SET role = ?, expires_at = ?, max_running = ?, rate_per_minute = ?,
        quotas = ?::jsonb
      WHERE name = ? RETURNING *""";

  private static final String ROTATE =
      """
      UPDATE api_key SET hash = ?, prefix = ?, old_hash = CASE WHEN ? THEN hash END,
        old_until = CASE WHEN ? THEN clock_timestamp() + make_interval(secs => ?) END
      WHERE name = ? AND revoked_at IS NULL RETURNING *""";

  private static final String LASTING_OPERATORS_BESIDE =
      """
      SELECT name FROM api_key WHERE role = 'OPERATOR' AND revoked_at IS NULL
        AND expires_at IS NULL AND name <> ?""";

  private final Database database;

  public ApiKeys(DataSource source) {
    this.database = new Database(source);
  }

  /** The key with this text, unless it was revoked or has expired. */
  public Optional<ApiKey> find(String text) {
    byte[] hash = sha256(text);
    Found found = database.query(FIND, Found::read, hash, hash).stream().findFirst().orElse(null);
    if (found == null) {
      return Optional.empty();
    }
    if (found.useToNote) {
      noteUse(database, found.key);
    }
    return Optional.of(found.key);
  }

  /** Notes that a key was used; a database that takes no writes does not lock its callers out. */
  static void noteUse(Database database, ApiKey key) {
    try {
      database.update(NOTE_USE, key.name());
    } catch (StoreException e) {
      LOG.warnf("the use of key '%s' is not noted: %s", key.name(), e.getMessage());
    }
  }

  /**
   * The keys that work among those with these texts.
   *
   * @param hashes SHA-256 of each text, hexadecimal
   * @return by hash; without those that do not work
   */
  public Map<String, ApiKey> working(Collection<String> hashes) {
    SqlArray wanted = new SqlArray("bytea", hashes.stream().map(HexFormat.of()::parseHex).toList());
    Map<String, ApiKey> working = new HashMap<>();
    for (Working each : database.query(WORKING, Working::read, wanted, wanted)) {
      working.put(each.hash, each.key);
    }
    return working;
  }

  /**
   * Sees that the key of that name has this text and role, and is neither revoked nor expired; for
   * keys that the configuration gives.
   */
  public void ensure(String name, Role role, String text) {
    database.inTransaction(
        connection -> {
          lock(connection);
          RegistryRow row = RegistryRow.key(name);
          Optional<String> before = OperatorActions.sha256(connection, row);
          Database.update(connection, ENSURE, UUID.randomUUID(), name, role.name(), sha256(text));
          if (!OperatorActions.sha256(connection, row).equals(before)) {
            OperatorActions.record(
                connection, "configuration", "key.ensure", name, Map.of("role", role.name()), row);
          }
          return true;
        });
  }

  /**
   * Makes a key once.
   *
   * @param id that the same request has each time it comes
   * @param prefix of the text, to recognise it by
   */
  public ApiKeyMaking make(
      UUID id, String name, ApiKeyLimits limits, String text, String prefix, String actor) {
    return database.inTransaction(
        connection -> {
          List<ApiKeyRow> made =
              Database.query(
                  connection,
                  MAKE,
                  ApiKeys::row,
                  id,
                  name,
                  limits.role().name(),
                  sha256(text),
                  prefix,
                  actor,
                  time(limits.expiresAt()),
                  limits.maxRunning(),
                  limits.ratePerMinute(),
                  JobJson.write(Quota.named(limits.quotas())));
          if (!made.isEmpty()) {
            OperatorActions.record(
                connection, actor, "key.make", name, told(limits), RegistryRow.key(name));
            return new ApiKeyMaking.Made(made.get(0));
          }
          return Database.query(connection, "SELECT * FROM api_key WHERE id = ?", ApiKeys::row, id)
              .stream()
              .findFirst()
              .<ApiKeyMaking>map(ApiKeyMaking.Repeated::new)
              .orElseGet(ApiKeyMaking.NameTaken::new);
        });
  }

  /** Every key there is or was, by name. */
  public List<ApiKeyRow> list() {
    return database.query("SELECT * FROM api_key ORDER BY name", ApiKeys::row);
  }

  /** The key of that name, revoked or not. */
  public Optional<ApiKeyRow> get(String name) {
    return database.query("SELECT * FROM api_key WHERE name = ?", ApiKeys::row, name).stream()
        .findFirst();
  }

  /** Gives a key other limits, all of them at once. */
  public ApiKeyChange limit(String name, ApiKeyLimits limits, String actor) {
    boolean lasts = limits.role() == Role.OPERATOR && limits.expiresAt() == null;
    return change(
        null,
        name,
        !lasts,
        actor,
        "key.limit",
        told(limits),
        connection ->
            Database.query(
                connection,
                LIMIT,
                ApiKeys::row,
                limits.role().name(),
                time(limits.expiresAt()),
                limits.maxRunning(),
                limits.ratePerMinute(),
                JobJson.write(Quota.named(limits.quotas())),
                name));
  }

  /**
   * Gives a key another text, once.
   *
   * @param deed id that the same request has each time it comes
   * @param overlap how long the text it had works too
   */
  public ApiKeyChange rotate(
      UUID deed, String name, String text, String prefix, Duration overlap, String actor) {
    boolean overlaps = overlap.compareTo(Duration.ZERO) > 0;
    return change(
        deed,
        name,
        false,
        actor,
        "key.rotate",
        Map.of("overlap", overlap.toString()),
        connection ->
            Database.query(
                connection,
                ROTATE,
                ApiKeys::row,
                sha256(text),
                prefix,
                overlaps,
                overlaps,
                (double) overlap.toSeconds(),
                name));
  }

  /** Makes a key worthless. */
  public ApiKeyChange revoke(String name, String actor) {
    return change(
        null,
        name,
        true,
        actor,
        "key.revoke",
        Map.of(),
        connection ->
            Database.query(
                connection,
                "UPDATE api_key SET revoked_at = clock_timestamp() WHERE name = ? RETURNING *",
                ApiKeys::row,
                name));
  }

  /**
   * Changes of keys come one after the other, so that two cannot each leave the other as last.
   *
   * @param once the id of what is done once only; null where doing it again changes nothing
   */
  private ApiKeyChange change(
      @Nullable UUID once,
      String name,
      boolean weakens,
      String actor,
      String action,
      Map<String, ?> detail,
      Database.Work<List<ApiKeyRow>> deed) {
    return database.inTransaction(
        connection -> {
          lock(connection);
          List<ApiKeyRow> before =
              Database.query(
                  connection,
                  "SELECT * FROM api_key WHERE name = ? AND revoked_at IS NULL",
                  ApiKeys::row,
                  name);
          if (before.isEmpty()) {
            return new ApiKeyChange.Unknown();
          }
          if (once != null && !Deeds.first(connection, once)) {
            return new ApiKeyChange.Repeated(before.get(0));
          }
          if (weakens
              && before.get(0).role() == Role.OPERATOR
              && aloneAsOperator(connection, name)) {
            return new ApiKeyChange.LastOperator();
          }
          ApiKeyRow changed = deed.with(connection).get(0);
          OperatorActions.record(connection, actor, action, name, detail, RegistryRow.key(name));
          return new ApiKeyChange.Changed(changed);
        });
  }

  private static void lock(Connection connection) throws SQLException {
    Database.lock(connection, "trm.api_key");
  }

  private static boolean aloneAsOperator(Connection connection, String name) throws SQLException {
    return Database.query(connection, LASTING_OPERATORS_BESIDE, row -> row.getString("name"), name)
        .isEmpty();
  }

  private record Found(ApiKey key, boolean useToNote) {
    static Found read(ResultSet row) throws SQLException {
      return new Found(apiKey(row), row.getBoolean("to_note"));
    }
  }

  private record Working(String hash, ApiKey key) {
    static Working read(ResultSet row) throws SQLException {
      return new Working(row.getString("hash"), apiKey(row));
    }
  }

  static ApiKey apiKey(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        whole(row, "rate_per_minute"),
        Quota.read(row.getString("quotas")));
  }

  private static ApiKeyRow row(ResultSet row) throws SQLException {
    return new ApiKeyRow(
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getString("prefix"),
        JobRows.time(row, "created_at"),
        row.getString("created_by"),
        JobRows.timeOrNull(row, "expires_at"),
        JobRows.timeOrNull(row, "revoked_at"),
        JobRows.timeOrNull(row, "last_used_at"),
        whole(row, "max_running"),
        whole(row, "rate_per_minute"),
        Quota.read(row.getString("quotas")),
        JobRows.timeOrNull(row, "old_until"));
  }

  private static @Nullable Integer whole(ResultSet row, String column) throws SQLException {
    return row.getObject(column, Integer.class);
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static Map<String, @Nullable Object> told(ApiKeyLimits limits) {
    Map<String, @Nullable Object> detail = new LinkedHashMap<>();
    detail.put("role", limits.role().name());
    detail.put("expiresAt", limits.expiresAt() == null ? null : limits.expiresAt().toString());
    detail.put("maxRunning", limits.maxRunning());
    detail.put("ratePerMinute", limits.ratePerMinute());
    detail.put("quotas", Quota.named(limits.quotas()));
    return detail;
  }

  private static byte[] sha256(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
