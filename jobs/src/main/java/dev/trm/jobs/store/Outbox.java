package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What waits to be announced. A job is in the outbox as long as it is queued (a trigger sees to
 * that); announced and not claimed, it becomes due again, each time after twice as long.
 */
public final class Outbox {
  private static final String CAPACITY =
      """
      SELECT kind, sum(capacity) AS capacity FROM worker
      WHERE heard_at > now() - interval '5 seconds' GROUP BY kind""";

  private static final String ANNOUNCED =
      """
      SELECT kind, priority, count(*) AS jobs FROM outbox
      WHERE publishes > 0 AND due_at > now() GROUP BY kind, priority""";

  /** Heads of all submitters' queues in turn; the keys are walked through the index. */
  private static final String TAKE =
      """
      WITH RECURSIVE submitter AS (
        (SELECT submitted_by FROM outbox WHERE kind = ? AND priority = ?
         ORDER BY submitted_by LIMIT 1)
        UNION ALL
        SELECT (
          SELECT o.submitted_by FROM outbox o
          WHERE o.kind = ? AND o.priority = ? AND o.submitted_by > s.submitted_by
          ORDER BY o.submitted_by LIMIT 1)
        FROM submitter s WHERE s.submitted_by IS NOT NULL),
      heads AS (
        SELECT h.job_id, h.turn FROM submitter s CROSS JOIN LATERAL (
          SELECT o.job_id, row_number() OVER (ORDER BY o.due_at, o.job_id) AS turn FROM outbox o
          WHERE o.kind = ? AND o.priority = ? AND o.submitted_by = s.submitted_by
            AND o.due_at <= now()
          ORDER BY o.due_at, o.job_id LIMIT ?) h),
      chosen AS (SELECT job_id FROM heads ORDER BY turn, random() LIMIT ?),
      free AS (
        SELECT o.job_id FROM outbox o JOIN chosen USING (job_id) FOR UPDATE OF o SKIP LOCKED)
      UPDATE outbox o SET publishes = publishes + 1,
        due_at = clock_timestamp() + make_interval(secs => least(? * 2 ^ least(publishes, 10), 60))
      FROM free WHERE o.job_id = free.job_id RETURNING o.job_id""";

  private final Database database;
  private final Duration again;

  /**
   * @param again how long after an announcement an unclaimed job is announced again
   */
  public Outbox(DataSource source, Duration again) {
    this.database = new Database(source);
    this.again = again;
  }

  /** A job to announce now. */
  public record Announcement(JobId job, JobKind kind, Priority priority) {}

  /**
   * Marks as announced as many due jobs as the fleet has room for: of each priority twice its
   * capacity, fair among submitters. Nothing while another process does the same.
   */
  public List<Announcement> take() {
    return database.inTransaction(
        connection -> {
          boolean alone =
              Database.query(
                      connection,
                      "SELECT pg_try_advisory_xact_lock(hashtext('trm.relay')) AS alone",
                      row -> row.getBoolean("alone"))
                  .get(0);
          return alone ? takeAlone(connection) : List.of();
        });
  }

  /** Makes jobs whose announcement failed due again at once. */
  public void notAnnounced(Collection<JobId> ids) {
    database.update("UPDATE outbox SET due_at = now() WHERE job_id = ANY(?)", JobRows.ids(ids));
  }

  private List<Announcement> takeAlone(Connection connection) throws SQLException {
    Map<String, Integer> capacity = new HashMap<>();
    Database.query(
        connection, CAPACITY, row -> capacity.put(row.getString("kind"), row.getInt("capacity")));
    Map<String, Integer> announced = new HashMap<>();
    Database.query(
        connection,
        ANNOUNCED,
        row ->
            announced.put(row.getString("kind") + row.getString("priority"), row.getInt("jobs")));
    List<Announcement> taken = new ArrayList<>();
    for (JobKind kind : JobKind.values()) {
      for (Priority priority : Priority.values()) {
        int room =
            2 * capacity.getOrDefault(kind.name(), 0)
                - announced.getOrDefault(kind.name() + priority.name(), 0);
        if (room > 0) {
          taken.addAll(take(connection, kind, priority, room));
        }
      }
    }
    return taken;
  }

  private List<Announcement> take(Connection connection, JobKind kind, Priority priority, int room)
      throws SQLException {
    return Database.query(
        connection,
        TAKE,
        row -> new Announcement(JobRows.id(row, "job_id"), kind, priority),
        kind.name(),
        priority.name(),
        kind.name(),
        priority.name(),
        kind.name(),
        priority.name(),
        room,
        room,
        again.toMillis() / 1000.0);
  }
}
