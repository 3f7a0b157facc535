package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.Database.SqlArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings back the jobs of processes that have vanished or whose leases have lapsed. Any of a
 * process's jobs, of whatever kind, may have ended it, so those of each kind come back in two
 * halves that are run apart from each other and from all other jobs; halves that end a process
 * again are halved again. Only a job that is alone when its process vanishes is blamed, and after
 * so many of them quarantined. Where most of the fleet vanishes at once, something else is at
 * fault: nobody is suspected, unless that has happened to the job before.
 */
final class CrashRescue {
  /**
   * Jobs of processes whose sessions have ended and that have missed two beats, or of which no
   * lease holds any more: those of one crash together, though they were claimed at different times.
   * A job that a living worker has lost is taken a little later. After a restart of the database
   * itself the workers first get time to renew.
   */
  private static final String LAPSED =
      """
      WITH silent AS MATERIALIZED (
        SELECT w.id FROM worker w
        WHERE w.present AND w.heard_at < now() - interval '3 seconds' AND NOT %s),
      gone AS MATERIALIZED (
        SELECT unnest(%s) AS id FROM silent s
        WHERE NOT EXISTS (
          SELECT FROM worker o
          WHERE o.id = ANY(%s) AND o.heard_at >= now() - interval '3 seconds'))
      SELECT j.id, j.kind, j.worker, j.lone_crashes, j.crash_attempts, j.suspect_group,
        EXISTS (SELECT FROM checkpoint c
          WHERE c.run_id = j.id AND c.noted_at >= j.claimed_at) AS advanced,
        (SELECT count(*) FROM job h WHERE h.state = 'RUNNING' AND h.worker = ANY(%s)) AS held
      FROM job j
      WHERE j.state = 'RUNNING'
        AND pg_postmaster_start_time() <= now() - make_interval(secs => ?)
        AND (j.worker IN (SELECT id FROM gone)
          OR j.lease_until < now() - interval '3 seconds'
          OR j.lease_until < now() AND NOT EXISTS (
            SELECT FROM job h
            WHERE h.state = 'RUNNING' AND h.worker = ANY(%s) AND h.lease_until >= now()))
      ORDER BY j.worker, j.id FOR UPDATE OF j SKIP LOCKED"""
          .formatted(
              WorkerPresence.HELD,
              WorkerProcess.workersSql("s.id"),
              WorkerProcess.workersSql("s.id"),
              WorkerProcess.workersSql("j.worker"),
              WorkerProcess.workersSql("j.worker"));

  /**
   * How many processes live or hold jobs, and how many of them hold jobs and are silent. A process
   * that vanished before and whose jobs are back is none of them.
   */
  private static final String FLEET =
      """
      WITH member AS (
        SELECT %s AS process, bool_or(heard_at >= now() - interval '2 seconds') AS heard
        FROM worker GROUP BY 1),
      holder AS (
        SELECT DISTINCT %s AS process
        FROM (SELECT DISTINCT worker FROM job WHERE state = 'RUNNING') j)
      SELECT count(*) AS processes,
        count(*) FILTER (WHERE NOT coalesce(m.heard, false)) AS silent
      FROM member m FULL JOIN holder h USING (process)
      WHERE m.heard OR h.process IS NOT NULL"""
          .formatted(WorkerProcess.ofSql("id"), WorkerProcess.ofSql("j.worker"));

  /** Leaves run_at alone: a rescued job stands where it stood, ahead of what came after it. */
  private static final String MOVE =
      """
      UPDATE job j SET state = r.state, epoch = j.epoch + 1, attempts = j.attempts - 1,
        crash_attempts = j.crash_attempts + 1, lone_crashes = r.lone, suspect_group = r.suspects,
        crash_worker = j.worker, lease_until = NULL, actor = 'rescuer', reason = r.reason
      FROM unnest(?, ?, ?, ?, ?) AS r(id, state, lone, suspects, reason)
      WHERE j.id = r.id AND j.state = 'RUNNING' RETURNING j.*""";

  /** Of a statement over all jobs of a large fleet. */
  private static final Duration AFTER_MANY_CRASHES = Duration.ofSeconds(30);

  private final Database database;
  private final int maxCrashes;

  CrashRescue(Database database, int maxCrashes) {
    this.database = database;
    this.maxCrashes = maxCrashes;
  }

  /**
   * @param group of suspects that it belongs to
   * @param advanced whether the lost try had left a checkpoint
   * @param held how many jobs its process held, this one included
   */
  private record Lapsed(
      UUID id,
      JobKind kind,
      String worker,
      int loneCrashes,
      int crashes,
      @Nullable UUID group,
      boolean advanced,
      int held) {
    static Lapsed read(ResultSet row) throws SQLException {
      return new Lapsed(
          row.getObject("id", UUID.class),
          JobKind.valueOf(row.getString("kind")),
          row.getString("worker"),
          row.getInt("lone_crashes"),
          row.getInt("crash_attempts"),
          row.getObject("suspect_group", UUID.class),
          row.getBoolean("advanced"),
          row.getInt("held"));
    }
  }

  private record Fleet(int processes, int silent) {
    static Fleet read(ResultSet row) throws SQLException {
      return new Fleet(row.getInt("processes"), row.getInt("silent"));
    }

    boolean mostIsSilent() {
      return silent > 1 && 2 * silent > processes;
    }
  }

  private record Verdict(
      UUID id, JobState state, int lone, @Nullable UUID suspects, String reason) {}

  /**
   * @param uptime nothing is rescued before the database has been up for so long
   */
  List<Job> rescue(Duration uptime) {
    return database
        .allowing(AFTER_MANY_CRASHES)
        .inTransaction(
            connection -> {
              // Two at once would see halves of one crash each.
              return Database.tryLock(connection, "trm.rescue")
                  ? rescueAlone(connection, uptime)
                  : List.of();
            });
  }

  private List<Job> rescueAlone(Connection connection, Duration uptime) throws SQLException {
    List<Lapsed> lapsed = Database.query(connection, LAPSED, Lapsed::read, uptime);
    if (lapsed.isEmpty()) {
      return List.of();
    }
    Fleet fleet = Database.query(connection, FLEET, Fleet::read).get(0);
    List<Verdict> verdicts = new ArrayList<>();
    Map<Map.Entry<String, JobKind>, List<Lapsed>> crashes = new LinkedHashMap<>();
    for (Lapsed job : lapsed) {
      if (fleet.mostIsSilent() && job.crashes() < maxCrashes) {
        verdicts.add(innocent(job, fleet));
      } else {
        crashes
            .computeIfAbsent(
                Map.entry(WorkerProcess.of(job.worker()), job.kind()), crash -> new ArrayList<>())
            .add(job);
      }
    }
    crashes.values().forEach(crash -> judge(crash, verdicts));
    return move(connection, verdicts);
  }

  /** A job that was suspected before stays so. */
  private static Verdict innocent(Lapsed job, Fleet fleet) {
    return new Verdict(
        job.id(),
        JobState.QUEUED,
        job.loneCrashes(),
        job.group(),
        "worker %s vanished with most of the fleet (%d of %d processes)"
            .formatted(job.worker(), fleet.silent(), fleet.processes()));
  }

  /** The jobs of one kind of a process. */
  private void judge(List<Lapsed> crash, List<Verdict> verdicts) {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    for (int i = 0; i < crash.size(); i++) {
      Lapsed job = crash.get(i);
      verdicts.add(
          job.held() == 1
              ? alone(job, first)
              : new Verdict(
                  job.id(),
                  JobState.QUEUED,
                  job.loneCrashes(),
                  i < (crash.size() + 1) / 2 ? first : second,
                  "worker " + job.worker() + " vanished with " + job.held() + " jobs"));
    }
  }

  private Verdict alone(Lapsed job, UUID itself) {
    // A training that has come further since its last crash did not end its worker there.
    int lone = job.advanced() ? 1 : job.loneCrashes() + 1;
    boolean blamed = lone >= maxCrashes;
    String vanished = "worker " + job.worker() + " vanished with this job alone";
    return new Verdict(
        job.id(),
        blamed ? JobState.QUARANTINED : JobState.QUEUED,
        lone,
        itself,
        blamed ? vanished + ", as " + (lone - 1) + " before it" : vanished);
  }

  private static List<Job> move(Connection connection, List<Verdict> verdicts) throws SQLException {
    return Database.query(
        connection,
        MOVE,
        JobRows::read,
        new SqlArray("uuid", verdicts.stream().map(Verdict::id).toList()),
        new SqlArray("text", verdicts.stream().map(verdict -> verdict.state().name()).toList()),
        new SqlArray("int4", verdicts.stream().map(Verdict::lone).toList()),
        new SqlArray("uuid", verdicts.stream().map(Verdict::suspects).toList()),
        new SqlArray("text", verdicts.stream().map(Verdict::reason).toList()));
  }
}
