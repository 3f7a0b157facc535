package dev.trm.benchmarks.resume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Queries trainings in the database with its own statements, independent of the services. */
final class TrainingProbe {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<DataSource> database;

  /**
   * @param database the current server
   */
  TrainingProbe(Supplier<DataSource> database) {
    this.database = database;
  }

  /**
   * The current state of a training.
   *
   * @param step the last one reported
   * @param reason of the last transition
   */
  record Look(
      String state,
      @Nullable String worker,
      long step,
      @Nullable String reason,
      @Nullable JsonNode result) {
    boolean ended() {
      return !state.equals("QUEUED") && !state.equals("RUNNING");
    }
  }

  Look look(String id) throws SQLException {
    return rows(
            """
            SELECT state, worker, coalesce((progress ->> 'step')::bigint, 0) AS step, reason, result
            FROM job WHERE id = ?::uuid""",
            row -> {
              String result = row.getString("result");
              return new Look(
                  row.getString("state"),
                  row.getString("worker"),
                  row.getLong("step"),
                  row.getString("reason"),
                  result == null ? null : json(result));
            },
            id)
        .get(0);
  }

  /** A claim by a worker. */
  record Taken(String worker, Instant at) {}

  /** All claims of a job, in order. */
  List<Taken> taken(String id) throws SQLException {
    return rows(
        """
        SELECT worker, at FROM job_event WHERE job_id = ?::uuid AND to_state = 'RUNNING'
        ORDER BY seq""",
        row ->
            new Taken(
                row.getString("worker"), row.getObject("at", OffsetDateTime.class).toInstant()),
        id);
  }

  /** The steps from which attempts resumed, in order. */
  List<Long> resumedFrom(String id) throws SQLException {
    return rows(
        "SELECT step FROM run_resumption WHERE run_id = ?::uuid ORDER BY epoch",
        row -> row.getLong("step"),
        id);
  }

  /** Ids of full checkpoints, the newest first. */
  List<String> checkpoints(String id) throws SQLException {
    return rows(
        """
        SELECT id FROM checkpoint WHERE run_id = ?::uuid AND resumable
        ORDER BY step DESC, created_at DESC""",
        row -> row.getString("id"),
        id);
  }

  /** All metrics except times: "name at step" and the value's bits. */
  SortedMap<String, Long> curve(String id) throws SQLException {
    SortedMap<String, Long> curve = new TreeMap<>();
    rows(
        """
        SELECT name, step, value FROM run_metric
        WHERE run_id = ?::uuid AND name <> 'stepsPerSecond'""",
        row ->
            curve.put(
                String.format("%s at step %9d", row.getString("name"), row.getLong("step")),
                Double.doubleToRawLongBits(row.getDouble("value"))),
        id);
    return curve;
  }

  /** Whether this worker is idle and takes trainings. */
  boolean waits(String worker) throws SQLException {
    return !rows(
            """
            SELECT id FROM worker WHERE id = ? AND kind = 'TRAIN' AND free > 0 AND NOT stopping
              AND drained_by IS NULL AND heard_at > now() - interval '5 seconds'""",
            row -> row.getString("id"),
            worker)
        .isEmpty();
  }

  /** Whether this worker holds no training; it may be drained. */
  boolean free(String worker) throws SQLException {
    return !rows(
            "SELECT id FROM worker WHERE id = ? AND free > 0", row -> row.getString("id"), worker)
        .isEmpty();
  }

  private static JsonNode json(String text) throws SQLException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new SQLException("a column of JSON holds none", e);
    }
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> rows(String sql, RowReader<T> reader, String value) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (Connection connection = database.get().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, value);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(reader.read(found));
        }
      }
    }
    return rows;
  }
}
