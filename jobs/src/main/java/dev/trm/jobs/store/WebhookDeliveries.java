package dev.trm.jobs.store;

import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.Database.SqlArray;
import dev.trm.jobs.store.WebhookDelivery.Attempt;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told to webhooks. Messages are made by the database in the transaction of what they
 * tell; a dispatcher claims them for a time and notes what came of it, fenced by the claim's epoch.
 */
public final class WebhookDeliveries {
  /**
   * Keys take turns, and so do the webhooks of a key: first comes the key with the fewest sends,
   * those under way included, and of several the one that was served longest ago.
   */
  private static final String CLAIM =
      """
      WITH due AS (
        SELECT d.n, d.due_at, w.owner, w.url, w.secret, w.secret_key,
          CASE WHEN w.old_secret_until > now() THEN w.old_secret END AS old_secret,
          w.old_secret_key, h.served,
          row_number() OVER (PARTITION BY w.id ORDER BY d.due_at, d.n) AS nth
        FROM webhook w
        LEFT JOIN api_key k ON k.name = w.owner
        LEFT JOIN unnest(?, ?) AS h(webhook, served) ON h.webhook = w.id
        CROSS JOIN LATERAL (
          SELECT n, due_at FROM webhook_delivery
          WHERE webhook = w.id AND state = 'PENDING' AND due_at <= now()
          ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED) AS d
        WHERE w.disabled_at IS NULL AND (w.not_before IS NULL OR w.not_before <= now())
          AND w.id <> ALL(?) AND w.secret_key = ANY(?) AND k.revoked_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > now())),
      ranked AS (
        SELECT due.*, row_number() OVER (
          PARTITION BY owner ORDER BY nth, served NULLS FIRST, due_at, n) AS turn
        FROM due),
      taken AS (
        SELECT r.*
        FROM ranked r LEFT JOIN unnest(?, ?, ?) AS o(owner, sends, served) ON o.owner = r.owner
        WHERE coalesce(o.sends, 0) + r.turn <= ?
        ORDER BY coalesce(o.sends, 0) + r.turn, o.served NULLS FIRST, r.due_at LIMIT ?)
      UPDATE webhook_delivery d SET epoch = d.epoch + 1, attempts = d.attempts + 1,
        tries = d.tries + 1, due_at = clock_timestamp() + make_interval(secs => ?)
      FROM taken WHERE d.n = taken.n
      RETURNING d.*, taken.owner, taken.url, taken.secret, taken.secret_key, taken.old_secret,
        taken.old_secret_key""";

  private static final String DELIVERED =
      """
      UPDATE webhook_delivery SET state = 'DELIVERED', delivered_at = clock_timestamp()
      WHERE n = ? AND epoch = ? AND state = 'PENDING'""";

  private static final String AGAIN =
      """
      UPDATE webhook_delivery SET due_at = clock_timestamp() + make_interval(secs => ?)
      WHERE n = ? AND epoch = ? AND state = 'PENDING'""";

  private static final String EXHAUSTED =
      """
      UPDATE webhook_delivery SET state = 'EXHAUSTED'
      WHERE n = ? AND epoch = ? AND state = 'PENDING'""";

  private static final String LOG =
      """
      INSERT INTO webhook_attempt (delivery, attempt, millis, status, answer, error)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (delivery, attempt) DO NOTHING""";

  private static final String FAILING =
      """
      UPDATE webhook SET failing_since = coalesce(failing_since, clock_timestamp()),
        not_before = CASE WHEN ? THEN not_before
          ELSE clock_timestamp() + make_interval(secs => ?) END,
        disabled_at = CASE
          WHEN ? OR failing_since < clock_timestamp() - make_interval(secs => ?)
          THEN coalesce(disabled_at, clock_timestamp()) ELSE disabled_at END,
        disabled_reason = CASE
          WHEN ? THEN coalesce(disabled_reason, 'the receiver answered 410, gone')
          WHEN failing_since < clock_timestamp() - make_interval(secs => ?)
          THEN coalesce(disabled_reason, 'nothing could be delivered for too long')
          ELSE disabled_reason END
      WHERE id = ?""";

  private static final String TEST =
      """
      INSERT INTO webhook_delivery (webhook, message, event, body)
      SELECT ?, ?, 'webhook.test', jsonb_build_object('type', 'webhook.test',
        'timestamp', instant_text(clock_timestamp()), 'data', ?::jsonb)::text""";

  private final Database database;

  public WebhookDeliveries(DataSource source) {
    this.database = new Database(source);
  }

  /**
   * A message claimed for delivery.
   *
   * @param epoch of the claim
   * @param attempt counted from 1
   * @param tries this one included, since it was last asked for
   * @param owner the key's name
   * @param secrets to sign with, the newest first
   */
  public record Claimed(
      long n,
      int epoch,
      int attempt,
      int tries,
      UUID webhook,
      String owner,
      String url,
      List<SealedSecret> secrets,
      String message,
      String event,
      String body) {
    public Claimed {
      secrets = List.copyOf(secrets);
    }
  }

  /** What follows a failed try. */
  public sealed interface Next {
    /** It is tried again. */
    record Again(Duration pause) implements Next {}

    /** It is not tried again by itself. */
    record Exhausted() implements Next {}
  }

  /**
   * Whose turn it is at a dispatcher.
   *
   * @param busy webhooks that are left out
   * @param sends that are under way, by the key's name
   * @param servedKeys when each key was served last, as numbers that rise
   * @param servedWebhooks when each webhook was served last, likewise
   * @param mostOfAKey sends at a time
   */
  public record Turns(
      Collection<UUID> busy,
      Map<String, Integer> sends,
      Map<String, Long> servedKeys,
      Map<UUID, Long> servedWebhooks,
      int mostOfAKey) {
    /** Nobody was served yet. */
    public static Turns first(int mostOfAKey) {
      return new Turns(List.of(), Map.of(), Map.of(), Map.of(), mostOfAKey);
    }
  }

  /**
   * Claims messages that are due, in turns.
   *
   * @param keys that the claimer can open secrets with; others' webhooks are left out
   * @param perWebhook at most so many of each
   * @param lease not noted by then, they are due again
   */
  public List<Claimed> claim(
      Turns turns, Collection<String> keys, int perWebhook, int most, Duration lease) {
    List<UUID> webhooks = List.copyOf(turns.servedWebhooks().keySet());
    List<String> owners = List.copyOf(turns.servedKeys().keySet());
    return database.query(
        CLAIM,
        WebhookDeliveries::claimed,
        new SqlArray("uuid", webhooks),
        new SqlArray("int8", webhooks.stream().map(turns.servedWebhooks()::get).toList()),
        perWebhook,
        new SqlArray("uuid", List.copyOf(turns.busy())),
        new SqlArray("text", List.copyOf(keys)),
        new SqlArray("text", owners),
        new SqlArray(
            "int4", owners.stream().map(each -> turns.sends().getOrDefault(each, 0)).toList()),
        new SqlArray("int8", owners.stream().map(turns.servedKeys()::get).toList()),
        turns.mostOfAKey(),
        most,
        lease);
  }

  /** Notes a success; false if the claim was no longer good, and nothing is noted. */
  public boolean delivered(Claimed claimed, Attempt attempt) {
    return database.inTransaction(
        connection -> {
          if (Database.update(connection, DELIVERED, claimed.n(), claimed.epoch()) == 0) {
            return false;
          }
          log(connection, claimed, attempt);
          Database.update(
              connection,
              "UPDATE webhook SET failing_since = NULL WHERE id = ? AND failing_since IS NOT NULL",
              claimed.webhook());
          return true;
        });
  }

  /**
   * Notes a failure; false if the claim was no longer good, and nothing is noted.
   *
   * @param retryAfter how long the receiver asked to be left alone; zero if it did not
   * @param gone whether the receiver wants no more: the webhook is disabled
   * @param disableAfter failing for so long, the webhook is disabled
   */
  public boolean failed(
      Claimed claimed,
      Attempt attempt,
      Next next,
      Duration retryAfter,
      boolean gone,
      Duration disableAfter) {
    return database.inTransaction(
        connection -> {
          int noted =
              next instanceof Next.Again again
                  ? Database.update(connection, AGAIN, again.pause(), claimed.n(), claimed.epoch())
                  : Database.update(connection, EXHAUSTED, claimed.n(), claimed.epoch());
          if (noted == 0) {
            return false;
          }
          log(connection, claimed, attempt);
          Database.update(
              connection,
              FAILING,
              retryAfter.isZero(),
              retryAfter,
              gone,
              disableAfter,
              gone,
              disableAfter,
              claimed.webhook());
          return true;
        });
  }

  /**
   * A webhook's messages, newest first, with their log.
   *
   * @param before only those with a smaller number
   */
  public List<WebhookDelivery> page(UUID webhook, long before, int limit) {
    return withLog(
        database.query(
            "SELECT * FROM webhook_delivery WHERE webhook = ? AND n < ? ORDER BY n DESC LIMIT ?",
            row -> read(row, List.of()),
            webhook,
            before,
            limit));
  }

  public Optional<WebhookDelivery> find(UUID webhook, long n) {
    return withLog(
            database.query(
                "SELECT * FROM webhook_delivery WHERE webhook = ? AND n = ?",
                row -> read(row, List.of()),
                webhook,
                n))
        .stream()
        .findFirst();
  }

  /** Makes a message due at once, whatever came of it before; false if there is none. */
  public boolean replay(UUID webhook, long n) {
    return database.update(
            """
            UPDATE webhook_delivery SET state = 'PENDING', tries = 0, epoch = epoch + 1,
              due_at = clock_timestamp(), delivered_at = NULL
            WHERE webhook = ? AND n = ?""",
            webhook,
            n)
        == 1;
  }

  /**
   * Makes a message that tells of nothing but itself, once; its number.
   *
   * @param id that the same request has each time it comes
   * @return empty if it was made before and is forgotten
   */
  public Optional<Long> test(UUID id, UUID webhook, Object data) {
    String message = "msg_test_" + id.toString().replace("-", "");
    return database.inTransaction(
        connection -> {
          if (Deeds.first(connection, id)) {
            Database.update(connection, TEST, webhook, message, JobJson.write(data));
          }
          return Database.query(
                  connection,
                  "SELECT n FROM webhook_delivery WHERE webhook = ? AND message = ?",
                  row -> row.getLong("n"),
                  webhook,
                  message)
              .stream()
              .findFirst();
        });
  }

  /** Whether anybody wants to hear anything. */
  public boolean wanted() {
    return database
        .query("SELECT EXISTS (SELECT FROM webhook) AS any", row -> row.getBoolean("any"))
        .get(0);
  }

  /** Makes the messages of batches that have ended since the last look. */
  public void tellEndedBatches() {
    database.query("SELECT tell_ended_batches(?)", row -> true, 100);
  }

  /** Forgets messages older than that, and those whose webhook is gone. */
  public void purge(Duration kept) {
    database.update(
        """
        DELETE FROM webhook_delivery d
        WHERE created_at < now() - make_interval(secs => ?)
          OR NOT EXISTS (SELECT FROM webhook w WHERE w.id = d.webhook)""",
        kept);
  }

  private List<WebhookDelivery> withLog(List<WebhookDelivery> deliveries) {
    Map<Long, List<Attempt>> attempts = new HashMap<>();
    database.query(
        "SELECT * FROM webhook_attempt WHERE delivery = ANY(?) ORDER BY delivery, attempt",
        row ->
            attempts
                .computeIfAbsent(row.getLong("delivery"), n -> new ArrayList<>())
                .add(attempt(row)),
        new SqlArray("int8", deliveries.stream().map(WebhookDelivery::n).toList()));
    return deliveries.stream()
        .map(
            each ->
                new WebhookDelivery(
                    each.n(),
                    each.webhook(),
                    each.message(),
                    each.event(),
                    each.state(),
                    each.attempts(),
                    each.dueAt(),
                    each.createdAt(),
                    each.deliveredAt(),
                    attempts.getOrDefault(each.n(), List.of())))
        .toList();
  }

  private static void log(Connection connection, Claimed claimed, Attempt attempt)
      throws SQLException {
    Database.update(
        connection,
        LOG,
        claimed.n(),
        attempt.attempt(),
        attempt.millis(),
        attempt.status(),
        attempt.answer(),
        attempt.error());
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(
        row.getLong("n"),
        row.getInt("epoch"),
        row.getInt("attempts"),
        row.getInt("tries"),
        row.getObject("webhook", UUID.class),
        row.getString("owner"),
        row.getString("url"),
        secrets(row),
        row.getString("message"),
        row.getString("event"),
        row.getString("body"));
  }

  private static List<SealedSecret> secrets(ResultSet row) throws SQLException {
    SealedSecret secret = new SealedSecret(row.getString("secret_key"), row.getBytes("secret"));
    byte[] old = row.getBytes("old_secret");
    return old == null
        ? List.of(secret)
        : List.of(secret, new SealedSecret(row.getString("old_secret_key"), old));
  }

  private static WebhookDelivery read(ResultSet row, List<Attempt> log) throws SQLException {
    return new WebhookDelivery(
        row.getLong("n"),
        row.getObject("webhook", UUID.class),
        row.getString("message"),
        row.getString("event"),
        WebhookDelivery.State.valueOf(row.getString("state")),
        row.getInt("attempts"),
        JobRows.time(row, "due_at"),
        JobRows.time(row, "created_at"),
        JobRows.timeOrNull(row, "delivered_at"),
        log);
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    return new Attempt(
        row.getInt("attempt"),
        JobRows.time(row, "at"),
        row.getInt("millis"),
        whole(row, "status"),
        row.getString("answer"),
        row.getString("error"));
  }

  private static @Nullable Integer whole(ResultSet row, String column) throws SQLException {
    return row.getObject(column, Integer.class);
  }
}
