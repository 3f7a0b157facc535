package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.NewJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Runs that had stopped or failed and go on as another run. Each does so as one only, however many
 * ask at once; that one has its place in a sweep from then on. Run, link and place are one
 * transaction.
 */
public final class RunContinuations {
  private static final String LAST =
      """
      WITH RECURSIVE line AS (
        SELECT next, 1 AS n FROM run_continuation WHERE run_id = ?
        UNION ALL
        SELECT c.next, l.n + 1 FROM line l JOIN run_continuation c ON c.run_id = l.next)
      SELECT j.* FROM line l JOIN job j ON j.id = l.next ORDER BY l.n DESC LIMIT 1""";

  private static final String BEFORE =
      """
      WITH RECURSIVE line AS (
        SELECT run_id FROM run_continuation WHERE next = ?
        UNION ALL
        SELECT c.run_id FROM line l JOIN run_continuation c ON c.next = l.run_id)
      SELECT run_id FROM line""";

  private final Database database;
  private final Iterable<? extends JobListener> listeners;

  /**
   * @param listeners told of the jobs, after their commit
   */
  public RunContinuations(DataSource source, Iterable<? extends JobListener> listeners) {
    this.database = new Database(source);
    this.listeners = listeners;
  }

  /**
   * Submits the job of the run as which a run goes on, unless it goes on already.
   *
   * @param run has ended without a version
   * @param next the new run's id; with one that is there already, nothing is made twice
   */
  public Continuation begin(JobId run, JobId next, NewJob job) {
    List<Job> submitted = new ArrayList<>();
    Continuation continuation =
        database.inTransaction(
            connection -> {
              SweepPlaces.Place place = SweepPlaces.hold(connection, run).orElse(null);
              if (place != null && place.decided()) {
                return new Continuation.SweepDecided(place.sweep());
              }
              if (Database.update(
                      connection,
                      """
                      INSERT INTO run_continuation (run_id, next) VALUES (?, ?)
                      ON CONFLICT (run_id) DO NOTHING""",
                      run.value(),
                      next.value())
                  == 0) {
                return already(connection, run, next);
              }
              SortedMap<JobId, NewJob> jobs = new TreeMap<>(Map.of(next, job));
              submitted.addAll(PostgresJobStore.insert(connection, jobs, null));
              SweepPlaces.handOn(connection, run, next);
              return new Continuation.Begun(submitted.get(0));
            });
    if (!submitted.isEmpty()) {
      listeners.forEach(listener -> listener.changed(submitted));
    }
    return continuation;
  }

  /**
   * The runs that went on, one after the other, until a run; empty for one that began by itself.
   */
  public Set<JobId> before(JobId run) {
    return Set.copyOf(database.query(BEFORE, row -> JobRows.id(row, "run_id"), run.value()));
  }

  private static Continuation already(Connection connection, JobId run, JobId next)
      throws SQLException {
    Job last = Database.query(connection, LAST, JobRows::read, run.value()).get(0);
    List<Job> same =
        Database.query(
            connection,
            """
            SELECT j.* FROM run_continuation c JOIN job j ON j.id = c.next
            WHERE c.run_id = ? AND c.next = ?""",
            JobRows::read,
            run.value(),
            next.value());
    return same.isEmpty()
        ? new Continuation.GoesOnAlready(last)
        : new Continuation.Begun(same.get(0));
  }
}
