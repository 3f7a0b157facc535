package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.sweep.SweepPlan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The sweeps; a sweep is committed with all of its jobs or not at all. */
public final class Sweeps {
  private final Database database;
  private final Iterable<? extends JobListener> listeners;

  /**
   * @param listeners told of the jobs, after their commit
   */
  public Sweeps(DataSource source, Iterable<? extends JobListener> listeners) {
    this.database = new Database(source);
    this.listeners = listeners;
  }

  /**
   * Submits a sweep that is not there yet: called again with its id, it makes nothing twice.
   *
   * @param job the job of one of its trainings
   */
  public Sweep submitOnce(
      UUID id, SweepPlan plan, String submittedBy, Function<SweepPlan.Training, NewJob> job) {
    List<Job> submitted = new ArrayList<>();
    Sweep sweep =
        database.inTransaction(
            connection -> {
              int made =
                  Database.update(
                      connection,
                      """
                      INSERT INTO sweep (id, model, submitted_by) VALUES (?, ?, ?)
                      ON CONFLICT DO NOTHING""",
                      id,
                      plan.model(),
                      submittedBy);
              if (made == 1) {
                List<JobId> ids =
                    Stream.generate(JobId::next).limit(plan.trainings().size()).sorted().toList();
                SortedMap<JobId, NewJob> jobs = new TreeMap<>();
                for (int n = 0; n < ids.size(); n++) {
                  SweepPlan.Training training = plan.trainings().get(n);
                  jobs.put(ids.get(n), job.apply(training));
                  Database.update(
                      connection,
                      "INSERT INTO sweep_run (sweep, n, run, fields) VALUES (?, ?, ?, ?::json)",
                      id,
                      n,
                      ids.get(n).value(),
                      JobJson.write(training.values()));
                }
                submitted.addAll(PostgresJobStore.insert(connection, jobs, null));
              }
              return Database.query(
                      connection, "SELECT * FROM sweep WHERE id = ?", Sweeps::read, id)
                  .get(0);
            });
    if (!submitted.isEmpty()) {
      listeners.forEach(listener -> listener.changed(submitted));
    }
    return sweep;
  }

  public Optional<Sweep> find(UUID id) {
    return database.query("SELECT * FROM sweep WHERE id = ?", Sweeps::read, id).stream()
        .findFirst();
  }

  /**
   * Sweeps, newest first.
   *
   * @param submittedBy whose; null for everybody's
   */
  public List<Sweep> newest(@Nullable String submittedBy, int limit) {
    return database.query(
        """
        SELECT * FROM sweep WHERE submitted_by = coalesce(?, submitted_by)
        ORDER BY id DESC LIMIT ?""",
        Sweeps::read,
        submittedBy,
        limit);
  }

  /** A sweep's runs in the order of its request. */
  public List<SweepRun> runs(UUID id) {
    return database.query(
        """
        SELECT r.run, r.fields, j.state, j.result #>> '{evaluation,accuracy}' AS accuracy,
          j.result ->> 'model' AS version
        FROM sweep_run r LEFT JOIN job j ON j.id = r.run WHERE r.sweep = ? ORDER BY r.n""",
        Sweeps::readRun,
        id);
  }

  private static SweepRun readRun(ResultSet row) throws SQLException {
    String state = row.getString("state");
    String accuracy = row.getString("accuracy");
    return new SweepRun(
        JobRows.id(row, "run"),
        JobJson.parse(row.getString("fields")),
        state == null ? null : JobState.valueOf(state),
        accuracy == null ? null : Double.valueOf(accuracy),
        row.getString("version"));
  }

  private static Sweep read(ResultSet row) throws SQLException {
    return new Sweep(
        row.getObject("id", UUID.class),
        row.getString("model"),
        row.getString("submitted_by"),
        JobRows.time(row, "created_at"));
  }
}
