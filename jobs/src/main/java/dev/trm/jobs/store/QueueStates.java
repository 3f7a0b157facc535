package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.Priority;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** How queues stand and what went through them, for people who look at them. */
public final class QueueStates {
  private static final String WAITING =
      "SELECT priority, count(*) AS jobs FROM outbox WHERE kind = ? GROUP BY priority";

  private static final String RUNNING =
      "SELECT count(*) AS jobs FROM job WHERE state = 'RUNNING' AND kind = ?";

  private static final String OLDEST =
      """
      SELECT j.id, j.run_at FROM outbox o JOIN job j ON j.id = o.job_id
      WHERE o.kind = ? AND j.run_at <= clock_timestamp()
      ORDER BY o.job_id LIMIT 1""";

  private static final String MINUTES =
      """
      SELECT date_trunc('minute', started_at) AS minute, kind, count(*) AS started,
        count(*) FILTER (WHERE state = 'SUCCEEDED') AS succeeded,
        count(*) FILTER (WHERE state IN ('FAILED', 'QUARANTINED')) AS failed
      FROM job
      WHERE kind = ANY (?)
        AND started_at >= date_trunc('minute', clock_timestamp()) - make_interval(mins => ?)
      GROUP BY minute, kind ORDER BY minute, kind""";

  private final Database database;

  public QueueStates(DataSource source) {
    this.database = new Database(source);
  }

  public QueueState of(JobKind kind) {
    Map<Priority, Long> waiting = new EnumMap<>(Priority.class);
    for (Priority each : Priority.values()) {
      waiting.put(each, 0L);
    }
    database
        .query(
            WAITING, row -> Map.entry(row.getString("priority"), row.getLong("jobs")), kind.name())
        .forEach(each -> waiting.put(Priority.valueOf(each.getKey()), each.getValue()));
    long running = database.query(RUNNING, row -> row.getLong("jobs"), kind.name()).get(0);
    return database
        .query(
            OLDEST,
            row ->
                new QueueState(
                    waiting,
                    running,
                    new JobId(row.getObject("id", UUID.class)),
                    JobRows.time(row, "run_at")),
            kind.name())
        .stream()
        .findFirst()
        .orElseGet(() -> new QueueState(waiting, running, null, null));
  }

  /**
   * Jobs by the minute in which they began, oldest first; minutes of no job are left out.
   *
   * @param minutes so many before the present one
   */
  public List<JobMinute> lastMinutes(int minutes) {
    Database.SqlArray kinds =
        new Database.SqlArray("text", Arrays.stream(JobKind.values()).map(JobKind::name).toList());
    return database.query(
        MINUTES,
        row ->
            new JobMinute(
                JobRows.time(row, "minute"),
                JobKind.valueOf(row.getString("kind")),
                row.getLong("started"),
                row.getLong("succeeded"),
                row.getLong("failed")),
        kinds,
        minutes);
  }
}
