package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.Priority;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of the table job. */
final class JobRows {
  /** All that {@link #read} reads; the table has more. */
  static final String COLUMNS =
      """
      id, kind, state, spec, model, priority, submitted_by, epoch, attempts, crash_attempts,
        queued_at, run_at, started_at, finished_at, deadline, worker, lease_until, result, failure_code,
        failure, progress, retry_of, batch, events, suspect_group, reason, crash_stack""";

  private JobRows() {}

  static Job read(ResultSet row) throws SQLException {
    JobKind kind = JobKind.valueOf(row.getString("kind"));
    String model = row.getString("model");
    return new Job(
        id(row, "id"),
        kind,
        JobState.valueOf(row.getString("state")),
        StoredSpec.whole(kind, JobJson.parse(row.getString("spec")), model),
        model,
        Priority.valueOf(row.getString("priority")),
        row.getString("submitted_by"),
        row.getInt("epoch"),
        row.getInt("attempts"),
        row.getInt("crash_attempts"),
        time(row, "queued_at"),
        time(row, "run_at"),
        timeOrNull(row, "started_at"),
        timeOrNull(row, "finished_at"),
        timeOrNull(row, "deadline"),
        row.getString("worker"),
        timeOrNull(row, "lease_until"),
        result(row),
        failure(row),
        tree(row, "progress"),
        idOrNull(row, "retry_of"),
        row.getObject("batch", UUID.class),
        row.getInt("events"),
        row.getObject("suspect_group", UUID.class),
        row.getString("reason"),
        row.getString("crash_stack"));
  }

  private static @Nullable JsonNode result(ResultSet row) throws SQLException {
    JsonNode stored = tree(row, "result");
    return stored == null ? null : Environments.whole(row.getStatement().getConnection(), stored);
  }

  static @Nullable Failure failure(ResultSet row) throws SQLException {
    String code = row.getString("failure_code");
    return code == null ? null : new Failure(FailureCode.valueOf(code), row.getString("failure"));
  }

  static JobId id(ResultSet row, String column) throws SQLException {
    return new JobId(row.getObject(column, UUID.class));
  }

  static @Nullable JobId idOrNull(ResultSet row, String column) throws SQLException {
    UUID value = row.getObject(column, UUID.class);
    return value == null ? null : new JobId(value);
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  static @Nullable JsonNode tree(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : JobJson.parse(text);
  }

  static @Nullable String hex(ResultSet row, String column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }

  static Database.SqlArray ids(Collection<JobId> ids) {
    return new Database.SqlArray("uuid", ids.stream().map(JobId::value).toList());
  }
}
