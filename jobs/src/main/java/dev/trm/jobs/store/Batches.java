package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The batches; how their jobs stand, {@link JobStore#batchCounts} tells. */
public final class Batches {
  private final Database database;

  public Batches(DataSource source) {
    this.database = new Database(source);
  }

  /** Notes a batch whose lines are about to be read; noting it again changes nothing. */
  public void begin(UUID id, String submittedBy) {
    database.update(
        "INSERT INTO batch (id, submitted_by) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
        id,
        submittedBy);
  }

  /**
   * Notes what became of the lines.
   *
   * @param notTakenFrom from this line on the queue was full; null if it never was
   */
  public void complete(
      UUID id, int accepted, int refused, JsonNode problems, @Nullable Integer notTakenFrom) {
    database.update(
        """
        UPDATE batch SET accepted = ?, refused = ?, problems = ?::jsonb, not_taken_from = ?,
          complete = true
        WHERE id = ?""",
        accepted,
        refused,
        JobJson.write(problems),
        notTakenFrom,
        id);
  }

  public Optional<Batch> find(UUID id) {
    return database
        .query(
            "SELECT * FROM batch WHERE id = ?",
            row ->
                new Batch(
                    row.getObject("id", UUID.class),
                    row.getString("submitted_by"),
                    row.getInt("accepted"),
                    row.getInt("refused"),
                    JobJson.parse(row.getString("problems")),
                    row.getObject("not_taken_from", Integer.class),
                    row.getBoolean("complete"),
                    JobRows.time(row, "created_at")),
            id)
        .stream()
        .findFirst();
  }

  /**
   * Some of a batch's jobs in the order of their ids.
   *
   * @param after the last one had; null from the first on
   */
  public List<Job> jobs(UUID id, @Nullable JobId after, int limit) {
    JobId from = after == null ? new JobId(new UUID(0, 0)) : after;
    return database.query(
        "SELECT * FROM job WHERE batch = ? AND id > ? ORDER BY id LIMIT ?",
        JobRows::read,
        id,
        from.value(),
        limit);
  }
}
