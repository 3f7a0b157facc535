package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.Database.SqlArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * How a worker gets jobs. Its process never holds suspects together with other jobs, nor suspects
 * of two groups: so a crash says something about few jobs. A training that has left a checkpoint
 * since its claim has lived long enough to be no suspect to its neighbours. A paused queue gives
 * nothing, and a key never has more jobs running than it may.
 */
final class Claiming {
  /**
   * What a process holds must not change by another claim of it meanwhile; and limited keys are
   * locked, in order, so that two claims do not both take the last place.
   */
  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtext('trm.claim.' || ?));
      SELECT name FROM api_key WHERE max_running IS NOT NULL AND name IN (
        SELECT submitted_by FROM job WHERE id = ANY(?))
      ORDER BY name FOR NO KEY UPDATE;
      """;

  private static final int STATEMENTS_OF_LOCK = 2;

  /** Found by their keys, not among all that wait: see {@link Leases}. */
  private static final String RUNNABLE =
      """
      j.kind = ? AND j.state IS NOT DISTINCT FROM 'QUEUED' AND j.run_at <= now()
        AND (j.deadline IS NULL OR j.deadline > now())
        AND NOT EXISTS (SELECT FROM queue_pause p WHERE p.kind = j.kind)""";

  private static final String TAKE =
      """
      UPDATE job SET state = 'RUNNING', epoch = epoch + 1, attempts = attempts + 1, worker = ?,
        lease_until = clock_timestamp() + make_interval(secs => ?), actor = ?, reason = NULL,
        claimed_at = clock_timestamp(), started_at = coalesce(started_at, clock_timestamp())""";

  /**
   * All in one call, whose statements see what was committed before each. Suspects that wait count
   * as running: they were, and they come first.
   */
  private static final String TAKE_ORDINARY =
      """
      %s WITH wanted AS (
        SELECT j.id, j.submitted_by,
          row_number() OVER (PARTITION BY j.submitted_by ORDER BY j.run_at, j.id) AS place
        FROM job j WHERE j.id = ANY(?) AND j.suspect_group IS NULL AND %s
          AND NOT EXISTS (
            SELECT FROM job h
            WHERE h.suspect_group IS NOT NULL AND h.worker = ANY(?)
              AND h.state IS NOT DISTINCT FROM 'RUNNING'
              AND NOT EXISTS (
                SELECT FROM checkpoint c
                WHERE c.run_id = h.id AND c.noted_at >= h.claimed_at))),
      limited AS (
        SELECT k.name, k.max_running
          - (SELECT count(*) FROM job r WHERE r.state = 'RUNNING' AND r.submitted_by = k.name)
          - (SELECT count(*) FROM job s WHERE s.state = 'QUEUED' AND s.suspect_group IS NOT NULL
              AND s.submitted_by = k.name) AS room
        FROM api_key k
        WHERE k.max_running IS NOT NULL AND k.name IN (SELECT submitted_by FROM wanted))
      %s WHERE id IN (
        SELECT f.id FROM job f JOIN wanted w USING (id)
        LEFT JOIN limited l ON l.name = w.submitted_by
        WHERE f.state IS NOT DISTINCT FROM 'QUEUED' AND (l.name IS NULL OR w.place <= l.room)
        FOR UPDATE OF f SKIP LOCKED)
      RETURNING %s"""
          .formatted(LOCK, RUNNABLE, TAKE, JobRows.COLUMNS);

  private static final String GROUP =
      """
      SELECT j.suspect_group FROM job j
      WHERE j.id = ANY(?) AND j.suspect_group IS NOT NULL AND %s
        AND NOT EXISTS (SELECT FROM job h WHERE h.state = 'RUNNING' AND h.worker = ANY(?))
      ORDER BY j.run_at, j.id LIMIT 1"""
          .formatted(RUNNABLE);

  /**
   * Whether suspects of another kind wait that this process could take. A training would keep them
   * waiting for hours.
   */
  private static final String OTHERS_FIRST =
      """
      SELECT EXISTS (
        SELECT FROM job j
        WHERE j.suspect_group IS NOT NULL AND j.state = 'QUEUED' AND j.run_at <= now()
          AND (j.deadline IS NULL OR j.deadline > now()) AND j.kind IN (
            SELECT w.kind FROM worker w
            WHERE w.id = ANY(?) AND w.kind <> ? AND cardinality(w.joined) > 0 AND NOT w.stopping
              AND w.drained_by IS NULL AND w.heard_at > now() - interval '5 seconds'
              AND w.kind NOT IN (SELECT kind FROM queue_pause))) AS others""";

  private static final String TAKE_GROUP =
      """
      %s WHERE id IN (
        SELECT j.id FROM job j WHERE j.suspect_group = ? AND %s
        ORDER BY j.id LIMIT coalesce((SELECT capacity FROM worker WHERE id = ?), 1000)
        FOR UPDATE SKIP LOCKED)
      RETURNING %s"""
          .formatted(TAKE, RUNNABLE, JobRows.COLUMNS);

  private final Database database;

  Claiming(Database database) {
    this.database = database;
  }

  List<Job> claim(String worker, Collection<JobId> ids, JobKind kind, Duration lease) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return database.inTransaction(
        connection -> {
          if (kind == JobKind.TRAIN && othersFirst(connection, worker)) {
            return List.of();
          }
          List<Job> ordinary = ordinary(connection, worker, ids, kind, lease);
          return ordinary.isEmpty() ? group(connection, worker, ids, kind, lease) : ordinary;
        });
  }

  private static boolean othersFirst(Connection connection, String worker) throws SQLException {
    return Database.query(
            connection,
            OTHERS_FIRST,
            row -> row.getBoolean("others"),
            process(worker),
            JobKind.TRAIN.name())
        .get(0);
  }

  private static SqlArray process(String worker) {
    return new SqlArray("text", WorkerProcess.workers(worker));
  }

  private static List<Job> ordinary(
      Connection connection, String worker, Collection<JobId> ids, JobKind kind, Duration lease)
      throws SQLException {
    SqlArray named = JobRows.ids(ids);
    return Database.queryLast(
        connection,
        STATEMENTS_OF_LOCK,
        TAKE_ORDINARY,
        JobRows::read,
        WorkerProcess.of(worker),
        named,
        named,
        kind.name(),
        process(worker),
        worker,
        lease,
        worker);
  }

  /**
   * All of the group that the first suspect among the jobs belongs to, as far as there is room, if
   * the worker's process holds nothing.
   */
  private static List<Job> group(
      Connection connection, String worker, Collection<JobId> ids, JobKind kind, Duration lease)
      throws SQLException {
    UUID group =
        Database.query(
                connection,
                GROUP,
                row -> row.getObject("suspect_group", UUID.class),
                JobRows.ids(ids),
                kind.name(),
                process(worker))
            .stream()
            .findFirst()
            .orElse(null);
    if (group == null) {
      return List.of();
    }
    return Database.query(
        connection, TAKE_GROUP, JobRows::read, worker, lease, worker, group, kind.name(), worker);
  }
}
