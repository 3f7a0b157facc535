package dev.trm.jobs.store;

import dev.trm.jobs.JobKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Which queues are paused: nothing is announced or claimed of them, what runs goes on. */
public final class QueuePauses {
  private final Database database;

  public QueuePauses(DataSource source) {
    this.database = new Database(source);
  }

  public List<QueuePause> all() {
    return database.query("SELECT * FROM queue_pause ORDER BY kind", QueuePauses::read);
  }

  /** Pauses a queue; one that is paused already stays as it is. */
  public void pause(JobKind kind, String actor, @Nullable String reason) {
    database.inTransaction(
        connection -> {
          int paused =
              Database.update(
                  connection,
                  """
                  INSERT INTO queue_pause (kind, actor, reason) VALUES (?, ?, ?)
                  ON CONFLICT DO NOTHING""",
                  kind.name(),
                  actor,
                  reason);
          if (paused == 1) {
            Map<String, String> detail = reason == null ? Map.of() : Map.of("reason", reason);
            OperatorActions.record(connection, actor, "queue.pause", kind.wire(), detail);
          }
          return paused;
        });
  }

  /** Goes on at once: what was announced in vain meanwhile is due again now. */
  public void resume(JobKind kind, String actor) {
    database.inTransaction(
        connection -> {
          int resumed =
              Database.update(connection, "DELETE FROM queue_pause WHERE kind = ?", kind.name());
          if (resumed == 1) {
            Database.update(
                connection,
                """
                UPDATE outbox SET due_at = least(due_at, clock_timestamp()), publishes = 0
                WHERE kind = ? AND publishes > 0""",
                kind.name());
            OperatorActions.record(connection, actor, "queue.resume", kind.wire(), Map.of());
          }
          return resumed;
        });
  }

  private static QueuePause read(ResultSet row) throws SQLException {
    return new QueuePause(
        JobKind.valueOf(row.getString("kind")),
        JobRows.time(row, "since"),
        row.getString("actor"),
        row.getString("reason"));
  }
}
