package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.Database.SqlArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The webhooks; what is sent to them, {@link WebhookDeliveries} has. */
public final class Webhooks {
  private static final String MAKE =
      """
      INSERT INTO webhook (
        id, owner, url, events, kind, secret, secret_key, disabled_at, disabled_reason)
      SELECT ?, ?, ?, ?, ?, ?, ?, CASE WHEN ? THEN NULL::timestamptz ELSE clock_timestamp() END,
        CASE WHEN ? THEN NULL ELSE 'by its owner' END
      WHERE (SELECT count(*) FROM webhook WHERE owner = ?) < ? RETURNING *""";

  private static final String CHANGE =
      """
      UPDATE webhook SET url = ?, events = ?, kind = ?,
        failing_since = CASE WHEN ? THEN NULL ELSE failing_since END, not_before = NULL,
        disabled_at = CASE WHEN ? THEN NULL ELSE coalesce(disabled_at, clock_timestamp()) END,
        disabled_reason = CASE WHEN ? THEN NULL ELSE coalesce(disabled_reason, 'by its owner') END
      WHERE id = ? RETURNING *""";

  private static final SecretColumns SECRETS = new SecretColumns("webhook");

  private final Database database;

  public Webhooks(DataSource source) {
    this.database = new Database(source);
  }

  /**
   * Makes a webhook, or finds the one made under this id before.
   *
   * @param secret signs what is sent
   * @param most webhooks that an owner may have
   * @return empty if the owner has that many
   */
  public Optional<Webhook> make(
      UUID id, String owner, WebhookWish wish, SealedSecret secret, long most) {
    return database.inTransaction(
        connection -> {
          Database.query(
              connection,
              "SELECT pg_advisory_xact_lock(hashtext(?))",
              row -> true,
              "trm.webhook." + owner);
          List<Webhook> before =
              Database.query(connection, "SELECT * FROM webhook WHERE id = ?", Webhooks::read, id);
          if (!before.isEmpty()) {
            return Optional.of(before.get(0));
          }
          List<Webhook> made =
              Database.query(
                  connection,
                  MAKE,
                  Webhooks::read,
                  id,
                  owner,
                  wish.url(),
                  new SqlArray("text", wish.events()),
                  name(wish.kind()),
                  secret.bytes(),
                  secret.key(),
                  wish.enabled(),
                  wish.enabled(),
                  owner,
                  most);
          if (!made.isEmpty()) {
            OperatorActions.record(
                connection, owner, "webhook.make", id.toString(), Map.of("url", wish.url()));
          }
          return made.stream().findFirst();
        });
  }

  /**
   * The webhooks, oldest first.
   *
   * @param owner whose; null for all
   */
  public List<Webhook> list(@Nullable String owner) {
    return owner == null
        ? database.query("SELECT * FROM webhook ORDER BY id", Webhooks::read)
        : database.query(
            "SELECT * FROM webhook WHERE owner = ? ORDER BY id", Webhooks::read, owner);
  }

  public Optional<Webhook> find(UUID id) {
    return database.query("SELECT * FROM webhook WHERE id = ?", Webhooks::read, id).stream()
        .findFirst();
  }

  /** What its messages are signed with; empty if there is no such webhook, or it is not sealed. */
  public Optional<SealedSecret> secret(UUID id) {
    return database.inTransaction(connection -> SECRETS.current(connection, id));
  }

  /**
   * Gives a webhook another secret, once. Secrets older than the one it had sign nothing any more.
   *
   * @param deed id that the same request has each time it comes
   * @param overlap how long messages are signed with the secret it had, too
   * @return empty if there is no such webhook
   */
  public Optional<Webhook> replaceSecret(
      UUID deed, UUID id, SealedSecret secret, Duration overlap, String actor) {
    return database.inTransaction(
        connection -> {
          if (!Deeds.first(connection, deed)) {
            return Database.query(
                    connection, "SELECT * FROM webhook WHERE id = ?", Webhooks::read, id)
                .stream()
                .findFirst();
          }
          List<Webhook> changed =
              SECRETS.replace(connection, id, secret, overlap)
                  ? Database.query(
                      connection, "SELECT * FROM webhook WHERE id = ?", Webhooks::read, id)
                  : List.of();
          if (!changed.isEmpty()) {
            OperatorActions.record(
                connection,
                actor,
                "webhook.secret",
                id.toString(),
                Map.of("overlap", overlap.toString()));
          }
          return changed.stream().findFirst();
        });
  }

  /**
   * Has all secrets sealed anew that are not sealed with a key, all of them or none.
   *
   * @return how many were left as they are
   */
  public int seal(String key, Sealing sealing) {
    return database.inTransaction(connection -> SECRETS.seal(connection, key, sealing));
  }

  /**
   * Changes all of it, and sends again at once where the receiver had asked for a pause; enabling
   * it forgets that it failed. Empty if there is none.
   */
  public Optional<Webhook> change(UUID id, WebhookWish wish, String actor) {
    return database.inTransaction(
        connection -> {
          List<Webhook> changed =
              Database.query(
                  connection,
                  CHANGE,
                  Webhooks::read,
                  wish.url(),
                  new SqlArray("text", wish.events()),
                  name(wish.kind()),
                  wish.enabled(),
                  wish.enabled(),
                  wish.enabled(),
                  id);
          if (!changed.isEmpty()) {
            OperatorActions.record(
                connection,
                actor,
                "webhook.change",
                id.toString(),
                Map.of("url", wish.url(), "enabled", wish.enabled()));
          }
          return changed.stream().findFirst();
        });
  }

  /** Forgets a webhook with its log; false if there is none. */
  public boolean delete(UUID id, String actor) {
    return database.inTransaction(
        connection -> {
          if (Database.update(connection, "DELETE FROM webhook WHERE id = ?", id) == 0) {
            return false;
          }
          Database.update(connection, "DELETE FROM webhook_delivery WHERE webhook = ?", id);
          OperatorActions.record(connection, actor, "webhook.delete", id.toString(), Map.of());
          return true;
        });
  }

  private static @Nullable String name(@Nullable JobKind kind) {
    return kind == null ? null : kind.name();
  }

  private static Webhook read(ResultSet row) throws SQLException {
    String kind = row.getString("kind");
    return new Webhook(
        row.getObject("id", UUID.class),
        row.getString("owner"),
        row.getString("url"),
        Arrays.asList((String[]) row.getArray("events").getArray()),
        kind == null ? null : JobKind.valueOf(kind),
        JobRows.time(row, "created_at"),
        JobRows.timeOrNull(row, "old_secret_until"),
        JobRows.timeOrNull(row, "failing_since"),
        JobRows.timeOrNull(row, "disabled_at"),
        row.getString("disabled_reason"));
  }
}
