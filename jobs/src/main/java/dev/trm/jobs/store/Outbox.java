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
  private static final String ANY_DUE =
      "SELECT EXISTS (SELECT FROM outbox WHERE due_at <= clock_timestamp()) AS due";

  private static final String CAPACITY =
      """
      SELECT kind, sum(capacity) AS capacity FROM worker
      WHERE heard_at > now() - interval '5 seconds' AND drained_by IS NULL AND NOT stopping
        AND kind NOT IN (SELECT kind FROM queue_pause)
      GROUP BY kind""";

  private static final String ANNOUNCED =
      """
      SELECT kind, priority, count(*) AS jobs FROM outbox
      WHERE publishes > 0 AND due_at > now() AND suspect_group IS NULL GROUP BY kind, priority""";

  /** One job of each group of suspects stands for the group: who claims it, claims them all. */
  private static final String TAKE_SUSPECTS =
      """
      WITH due AS (
        SELECT suspect_group, min(priority) AS priority, (array_agg(job_id ORDER BY job_id))[1] AS job_id
        FROM outbox WHERE kind = ? AND suspect_group IS NOT NULL AND due_at <= now()
        GROUP BY suspect_group),
      noted AS (
        UPDATE outbox o SET publishes = publishes + 1, due_at = clock_timestamp()
          + make_interval(secs => least(? * 2 ^ least(publishes, 10), 60))
        FROM due d WHERE o.suspect_group = d.suspect_group AND o.due_at <= now())
      SELECT job_id, priority FROM due""";

  /**
   * Heads of all submitters' queues in turn; the keys are walked through the index. A key with a
   * limit gets no more announced than it may still run.
   */
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
            AND o.due_at <= now() AND o.suspect_group IS NULL
          ORDER BY o.due_at, o.job_id LIMIT ?) h
        LEFT JOIN LATERAL (
          SELECT k.max_running
            - (SELECT count(*) FROM job r
                WHERE r.state = 'RUNNING' AND r.submitted_by = s.submitted_by)
            - (SELECT count(*) FROM outbox a WHERE a.submitted_by = s.submitted_by
                AND (a.suspect_group IS NOT NULL OR a.publishes > 0 AND a.due_at > now())) AS room
          FROM api_key k WHERE k.name = s.submitted_by AND k.max_running IS NOT NULL) l ON true
        WHERE l.room IS NULL OR h.turn <= l.room),
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

  /**
   * A job to announce now.
   *
   * @param apart whether it stands for a group that a worker must run apart from other jobs
   */
  public record Announcement(JobId job, JobKind kind, Priority priority, boolean apart) {}

  /**
   * Marks as announced as many due jobs as the fleet has room for: of each priority twice its
   * capacity, fair among submitters, and all groups of suspects. Nothing of a paused queue, and
   * nothing while another process does the same.
   */
  public List<Announcement> take() {
    if (!database.query(ANY_DUE, row -> row.getBoolean("due")).get(0)) {
      return List.of();
    }
    return database.inTransaction(
        connection -> {
          return Database.tryLock(connection, "trm.relay") ? takeAlone(connection) : List.of();
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
      if (!capacity.containsKey(kind.name())) {
        continue;
      }
      taken.addAll(
          Database.query(
              connection,
              TAKE_SUSPECTS,
              row ->
                  new Announcement(
                      JobRows.id(row, "job_id"),
                      kind,
                      Priority.valueOf(row.getString("priority")),
                      true),
              kind.name(),
              again));
      for (Priority priority : Priority.values()) {
        int room =
            2 * capacity.get(kind.name())
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
        row -> new Announcement(JobRows.id(row, "job_id"), kind, priority, false),
        kind.name(),
        priority.name(),
        kind.name(),
        priority.name(),
        kind.name(),
        priority.name(),
        room,
        room,
        again);
  }
}
