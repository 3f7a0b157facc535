package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.schedule.CronTime;
import dev.trm.jobs.schedule.Overlap;
import dev.trm.jobs.schedule.SchedulePlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Schedules and their coming due: each time once, whoever looks, since the schedule's row is locked
 * and the time is its fire's key. Times missed while nobody looked make one job together.
 */
public final class Schedules {
  private static final Logger LOG = Logger.getLogger(Schedules.class);

  private static final String SELECT =
      """
      SELECT s.*, f.fire_at AS last_fire, j.job_id AS last_job FROM schedule s
      LEFT JOIN LATERAL (
        SELECT fire_at FROM schedule_fire WHERE schedule = s.name
        ORDER BY fire_at DESC LIMIT 1) f ON true
      LEFT JOIN LATERAL (
        SELECT job_id FROM schedule_fire WHERE schedule = s.name AND job_id IS NOT NULL
        ORDER BY fire_at DESC LIMIT 1) j ON true""";

  private static final String DUE =
      "SELECT name FROM schedule WHERE next_fire <= now() ORDER BY next_fire LIMIT 100";

  private static final String LOCK_DUE =
      """
      SELECT s.*, NULL::timestamptz AS last_fire, NULL::uuid AS last_job, clock_timestamp() AS now
      FROM schedule s WHERE name = ? AND next_fire <= now() FOR UPDATE SKIP LOCKED""";

  private static final String OPEN_JOBS =
      """
      SELECT j.id FROM schedule_fire f JOIN job j ON j.id = f.job_id
      WHERE f.schedule = ? AND j.state IN ('QUEUED', 'RUNNING') ORDER BY j.id""";

  private final Database database;
  private final Iterable<? extends JobListener> listeners;

  /**
   * @param listeners told of the jobs that schedules submit and cancel, after the commit
   */
  public Schedules(DataSource source, Iterable<? extends JobListener> listeners) {
    this.database = new Database(source);
    this.listeners = listeners;
  }

  /** All, by name. */
  public List<Schedule> all() {
    return database.query(SELECT + " ORDER BY s.name", Schedules::read);
  }

  public Optional<Schedule> find(String name) {
    return database.query(SELECT + " WHERE s.name = ?", Schedules::read, name).stream().findFirst();
  }

  /** Makes a schedule; false if there is one of that name. */
  public boolean create(String name, SchedulePlan plan, String actor) {
    return write(
        """
        INSERT INTO schedule (cron, time_zone, overlap, spec, paused, actor, next_fire, name)
        VALUES (?, ?, ?, ?::jsonb, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
        name,
        plan,
        actor,
        "schedule.create");
  }

  /** Gives a schedule another plan; false if there is none of that name. */
  public boolean replace(String name, SchedulePlan plan, String actor) {
    return write(
        """
        UPDATE schedule SET cron = ?, time_zone = ?, overlap = ?, spec = ?::jsonb, paused = ?,
          actor = ?, next_fire = ? WHERE name = ?""",
        name,
        plan,
        actor,
        "schedule.replace");
  }

  /** Ends a schedule; its jobs stay. False if there is none of that name. */
  public boolean delete(String name, String actor) {
    return database.inTransaction(
        connection -> {
          boolean deleted =
              Database.update(connection, "DELETE FROM schedule WHERE name = ?", name) == 1;
          if (deleted) {
            OperatorActions.record(
                connection, actor, "schedule.delete", name, Map.of(), RegistryRow.schedule(name));
          }
          return deleted;
        });
  }

  /** Submits a job of each schedule that has come due. */
  public void fireDue() {
    for (String name : database.query(DUE, row -> row.getString("name"))) {
      List<Job> changed;
      try {
        changed = database.inTransaction(connection -> fire(connection, name));
      } catch (IllegalArgumentException | StoreException e) {
        // One that cannot be read or written must not keep the others.
        LOG.errorf(e, "schedule %s cannot come due, tried again", name);
        continue;
      }
      if (!changed.isEmpty()) {
        listeners.forEach(listener -> listener.changed(changed));
      }
    }
  }

  private boolean write(String sql, String name, SchedulePlan plan, String actor, String action) {
    return database.inTransaction(
        connection -> {
          Instant now = Database.now(connection);
          boolean written =
              Database.update(
                      connection,
                      sql,
                      plan.time().cron(),
                      plan.time().zone().getId(),
                      plan.overlap().wire(),
                      JobJson.write(plan.job()),
                      plan.paused(),
                      actor,
                      plan.paused() ? null : next(plan.time(), now),
                      name)
                  == 1;
          if (written) {
            OperatorActions.record(
                connection,
                actor,
                action,
                name,
                Map.of("cron", plan.time().cron(), "model", plan.job().model()),
                RegistryRow.schedule(name));
          }
          return written;
        });
  }

  /** The jobs submitted and cancelled. */
  private static List<Job> fire(Connection connection, String name) throws SQLException {
    List<Due> due = Database.query(connection, LOCK_DUE, Due::read, name);
    if (due.isEmpty()) {
      return List.of();
    }
    Schedule schedule = due.get(0).schedule();
    SchedulePlan plan = schedule.plan();
    List<JobId> open = Database.query(connection, OPEN_JOBS, row -> JobRows.id(row, "id"), name);
    List<Job> changed = new ArrayList<>();
    JobId made = null;
    if (plan.overlap() == Overlap.SKIP && !open.isEmpty()) {
      LOG.infof("schedule %s is skipped, job %s has not ended", name, open.get(0));
    } else {
      if (plan.overlap() == Overlap.CANCEL_RUNNING) {
        for (JobId each : open) {
          String actor = "schedule " + name;
          changed.addAll(
              Database.query(
                  connection, PostgresJobStore.CANCEL, JobRows::read, actor, actor, each.value()));
        }
      }
      made = JobId.next();
      TrainSpec.Submitter keeper = new TrainSpec.Submitter(schedule.actor(), true);
      NewJob job = NewJob.train(plan.job().promotedBy(keeper), schedule.actor());
      changed.addAll(PostgresJobStore.insert(connection, new TreeMap<>(Map.of(made, job)), null));
      LOG.infof("schedule %s has come due: job %s", name, made);
    }
    Database.update(
        connection,
        "INSERT INTO schedule_fire (schedule, fire_at, job_id) SELECT name, next_fire, ?"
            + " FROM schedule WHERE name = ?",
        made == null ? null : made.value(),
        name);
    Database.update(
        connection,
        "UPDATE schedule SET next_fire = ? WHERE name = ?",
        next(plan.time(), later(schedule.nextFire(), due.get(0).now())),
        name);
    return changed;
  }

  /** Times that passed since the one that has come due make one job together with it. */
  private static Instant later(@Nullable Instant due, Instant now) {
    return due != null && due.isAfter(now) ? due : now;
  }

  private record Due(Schedule schedule, Instant now) {
    static Due read(ResultSet row) throws SQLException {
      return new Due(Schedules.read(row), JobRows.time(row, "now"));
    }
  }

  private static @Nullable OffsetDateTime next(CronTime time, Instant after) {
    return time.next(after).map(next -> next.atOffset(ZoneOffset.UTC)).orElse(null);
  }

  private static Schedule read(ResultSet row) throws SQLException {
    CronTime time = new CronTime(row.getString("cron"), ZoneId.of(row.getString("time_zone")));
    SchedulePlan plan =
        new SchedulePlan(
            time,
            Overlap.of(row.getString("overlap")),
            TrainSpec.of(JobJson.parse(row.getString("spec"))),
            row.getBoolean("paused"));
    return new Schedule(
        row.getString("name"),
        plan,
        row.getString("actor"),
        JobRows.time(row, "created_at"),
        JobRows.timeOrNull(row, "next_fire"),
        JobRows.timeOrNull(row, "last_fire"),
        JobRows.idOrNull(row, "last_job"));
  }
}
