package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import dev.trm.jobs.store.Database.SqlArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * What waits to be announced. A job is in the outbox as long as it is queued (a trigger sees to
 * that); announced and not claimed, it becomes due again, each time after twice as long. A crash of
 * the server empties the outbox, which is then filled anew from the jobs.
 */
public final class Outbox {
  private static final Logger LOG = Logger.getLogger(Outbox.class);

  /**
   * Has indexes used in the transaction: the table grows and shrinks by turns and is full of rows
   * that are gone. As small as PostgreSQL believes it to be, it would be read from end to end, once
   * for each queue.
   */
  private static final String BY_INDEX = "set_config('enable_seqscan', 'off', true)";

  /**
   * Where anything is due; everywhere, if the outbox is not whole. The offset has each looked up by
   * itself, through the index.
   */
  private static final String DUE =
      """
      SELECT %s;
      SELECT k.kind, p.priority, w.whole
      FROM unnest(?) AS k(kind) CROSS JOIN unnest(?) AS p(priority)
        CROSS JOIN (SELECT EXISTS (SELECT FROM outbox_whole) AS whole) w
      WHERE NOT w.whole OR EXISTS (
        SELECT FROM outbox o
        WHERE o.kind = k.kind AND o.priority = p.priority AND o.due_at <= now() OFFSET 0)"""
          .formatted(BY_INDEX);

  /** Holds the relay's place. */
  private static final String ALONE =
      "SELECT pg_try_advisory_xact_lock(hashtext('trm.relay')) AS alone, " + BY_INDEX;

  private static final String WHOLE = "SELECT EXISTS (SELECT FROM outbox_whole) AS whole";

  /** Keeps the jobs as they are until it has ended: what is claimed meanwhile is not put in. */
  private static final String FILL =
      """
      INSERT INTO outbox (job_id, kind, priority, submitted_by, due_at, suspect_group)
      SELECT id, kind, priority, submitted_by, run_at, suspect_group
      FROM job WHERE state = 'QUEUED' FOR SHARE
      ON CONFLICT (job_id) DO NOTHING""";

  /**
   * Of each queue that has workers: how many more of each priority they would take. A worker that
   * is not in a priority's share group gets none of its jobs.
   */
  private static final String ROOM =
      """
      WITH fleet AS (
        SELECT w.kind, p.priority, sum(w.capacity) AS capacity
        FROM worker w CROSS JOIN unnest(w.joined) AS p(priority)
        WHERE w.heard_at > now() - interval '5 seconds' AND w.drained_by IS NULL AND NOT w.stopping
          AND w.kind NOT IN (SELECT kind FROM queue_pause)
        GROUP BY w.kind, p.priority)
      SELECT f.kind, f.priority, 2 * f.capacity - (
        SELECT count(*) FROM outbox o
        WHERE o.kind = f.kind AND o.priority = f.priority AND o.publishes > 0 AND o.due_at > now()
          AND o.suspect_group IS NULL) AS room
      FROM fleet f""";

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
   * limit gets no more announced than it may still run. What is due is asked of the heads only:
   * asked of all, PostgreSQL may collect and sort the whole backlog for them, each time.
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
          SELECT o.job_id, o.due_at, row_number() OVER (ORDER BY o.due_at, o.job_id) AS turn
          FROM outbox o
          WHERE o.kind = ? AND o.priority = ? AND o.submitted_by = s.submitted_by
            AND o.suspect_group IS NULL
          ORDER BY o.due_at, o.job_id LIMIT ?) h
        LEFT JOIN LATERAL (
          SELECT k.max_running
            - (SELECT count(*) FROM job r
                WHERE r.state = 'RUNNING' AND r.submitted_by = s.submitted_by)
            - (SELECT count(*) FROM outbox a WHERE a.submitted_by = s.submitted_by
                AND (a.suspect_group IS NOT NULL OR a.publishes > 0 AND a.due_at > now())) AS room
          FROM api_key k WHERE k.name = s.submitted_by AND k.max_running IS NOT NULL) l ON true
        WHERE h.due_at <= now() AND (l.room IS NULL OR h.turn <= l.room)),
      chosen AS (SELECT job_id FROM heads ORDER BY turn, random() LIMIT ?),
      free AS (
        SELECT o.job_id FROM outbox o JOIN chosen USING (job_id) FOR UPDATE OF o SKIP LOCKED)
      UPDATE outbox o SET publishes = publishes + 1,
        due_at = clock_timestamp() + make_interval(secs => least(? * 2 ^ least(publishes, 10), 60))
      FROM free WHERE o.job_id = free.job_id RETURNING o.job_id""";

  private static final SqlArray KINDS = names(JobKind.values());
  private static final SqlArray PRIORITIES = names(Priority.values());

  /** A relay that waits for a silent server publishes nothing. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Duration FILLING = Duration.ofMinutes(5);

  private final Database database;
  private final Duration again;

  /**
   * @param again how long after an announcement an unclaimed job is announced again
   */
  public Outbox(DataSource source, Duration again) {
    this.database = new Database(source).within(SILENCE);
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
    List<Due> due =
        database.alone(
            connection -> Database.queryLast(connection, 1, DUE, Due::read, KINDS, PRIORITIES));
    return due.isEmpty()
        ? List.of()
        : database.inTransaction(
            connection -> alone(connection) ? takeAlone(connection, due) : List.of());
  }

  /** Makes jobs whose announcement failed due again at once. */
  public void notAnnounced(Collection<JobId> ids) {
    database.update("UPDATE outbox SET due_at = now() WHERE job_id = ANY(?)", JobRows.ids(ids));
  }

  /**
   * @param whole whether the outbox is
   */
  private record Due(JobKind kind, Priority priority, boolean whole) {
    static Due read(ResultSet row) throws SQLException {
      return new Due(
          JobKind.valueOf(row.getString("kind")),
          Priority.valueOf(row.getString("priority")),
          row.getBoolean("whole"));
    }
  }

  private static boolean alone(Connection connection) throws SQLException {
    return Database.query(connection, ALONE, row -> row.getBoolean("alone")).get(0);
  }

  private List<Announcement> takeAlone(Connection connection, List<Due> due) throws SQLException {
    if (!due.get(0).whole()) {
      fill(connection);
    }
    Map<JobKind, Map<Priority, Integer>> room = room(connection);
    List<Announcement> taken = new ArrayList<>();
    for (JobKind kind : room.keySet()) {
      List<Due> ofKind = due.stream().filter(each -> each.kind() == kind).toList();
      if (!ofKind.isEmpty()) {
        taken.addAll(suspects(connection, kind));
      }
      for (Due each : ofKind) {
        int left = room.getOrDefault(kind, Map.of()).getOrDefault(each.priority(), 0);
        if (left > 0) {
          taken.addAll(take(connection, kind, each.priority(), left));
        }
      }
    }
    return taken;
  }

  private static void fill(Connection connection) throws SQLException {
    if (Database.query(connection, WHOLE, row -> row.getBoolean("whole")).get(0)) {
      return;
    }
    Database.allow(connection, FILLING);
    int missing = Database.update(connection, FILL);
    Database.update(connection, "INSERT INTO outbox_whole DEFAULT VALUES");
    LOG.infof("the database lost the outbox in a crash; %d jobs are in it again", missing);
  }

  private static Map<JobKind, Map<Priority, Integer>> room(Connection connection)
      throws SQLException {
    Map<JobKind, Map<Priority, Integer>> room = new EnumMap<>(JobKind.class);
    Database.query(
        connection,
        ROOM,
        row ->
            room.computeIfAbsent(
                    JobKind.valueOf(row.getString("kind")), kind -> new EnumMap<>(Priority.class))
                .put(Priority.valueOf(row.getString("priority")), row.getInt("room")));
    return room;
  }

  private List<Announcement> suspects(Connection connection, JobKind kind) throws SQLException {
    return Database.query(
        connection,
        TAKE_SUSPECTS,
        row ->
            new Announcement(
                JobRows.id(row, "job_id"), kind, Priority.valueOf(row.getString("priority")), true),
        kind.name(),
        again);
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

  private static SqlArray names(Enum<?>... values) {
    return new SqlArray("text", Stream.of(values).map(Enum::name).toList());
  }
}
