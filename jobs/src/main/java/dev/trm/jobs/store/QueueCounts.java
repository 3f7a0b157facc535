package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.Database.SqlArray;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Counts queued jobs for the limits on them. A job is delayed until it is due for the first time;
 * one that was published and is published again later is not.
 */
public final class QueueCounts {
  private static final String WAITING =
      "SELECT count(*) AS jobs FROM outbox WHERE kind = ? AND (publishes > 0 OR due_at <= now())";

  /** Each queue is read through the index by key, no further than the limits. */
  private static final String OF_KEY =
      """
      SELECT coalesce(sum(w.jobs), 0) AS waiting, coalesce(sum(d.jobs), 0) AS delayed
      FROM unnest(?) AS k(kind) CROSS JOIN unnest(?) AS p(priority)
      CROSS JOIN LATERAL (
        SELECT count(*) AS jobs FROM (
          SELECT FROM outbox WHERE kind = k.kind AND priority = p.priority AND submitted_by = ?
            AND (publishes > 0 OR due_at <= now()) LIMIT ?) AS waiting) AS w
      CROSS JOIN LATERAL (
        SELECT count(*) AS jobs FROM (
          SELECT FROM outbox WHERE kind = k.kind AND priority = p.priority AND submitted_by = ?
            AND publishes = 0 AND due_at > now() LIMIT ?) AS delayed) AS d""";

  private static final SqlArray KINDS =
      new SqlArray("text", Stream.of(JobKind.values()).map(Enum::name).toList());
  private static final SqlArray PRIORITIES =
      new SqlArray("text", Stream.of(Priority.values()).map(Enum::name).toList());

  private final Database database;

  /**
   * Queued jobs.
   *
   * @param waiting those whose time has come
   * @param delayed those that wait for a later time
   */
  public record Count(long waiting, long delayed) {}

  public QueueCounts(DataSource source) {
    this.database = new Database(source);
  }

  /** The queued jobs of a kind whose time has come. */
  public long waiting(JobKind kind) {
    return database.query(WAITING, row -> row.getLong("jobs"), kind.name()).get(0);
  }

  /**
   * The queued jobs that a key submitted, counted up to just beyond a limit.
   *
   * @param mostWaiting the limit on those whose time has come
   * @param mostDelayed the limit on the others
   */
  public Count of(String submitter, long mostWaiting, long mostDelayed) {
    return database
        .query(
            OF_KEY,
            row -> new Count(row.getLong("waiting"), row.getLong("delayed")),
            KINDS,
            PRIORITIES,
            submitter,
            beyond(mostWaiting),
            submitter,
            beyond(mostDelayed))
        .get(0);
  }

  private static long beyond(long limit) {
    return limit == Long.MAX_VALUE ? limit : limit + 1;
  }
}
