package dev.trm.benchmarks.check;

import dev.trm.audit.Sha256;
import dev.trm.benchmarks.check.Snapshot.EventRow;
import dev.trm.benchmarks.check.Snapshot.JobRow;
import dev.trm.benchmarks.load.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the database with its own statements, independent of the services' code that it checks. */
public final class SnapshotReader {
  private static final String JOBS =
      """
      SELECT id, kind, state, batch, retry_of, epoch, events, lease_until IS NOT NULL AS leased,
        spec->>'grid' AS grid, coalesce(spec->>'trace', 'full') AS trace, spec->'dataset'->>'seed' AS seed,
        result->>'grid' AS answer, coalesce((result->>'solved')::boolean, false) AS solved
      FROM job""";

  /**
   * Computes the hash of the audit's second scheme; the actor is stored as '' if it is the worker.
   */
  private static final String EVENTS =
      """
      SELECT job_id, seq, at, from_state, to_state, epoch, worker,
        hash = sha256(coalesce(lag(hash) OVER job, '') || convert_to(jsonb_build_array(
          scheme, job_id, seq, (extract(epoch FROM at) * 1000000)::bigint, from_state, to_state,
          epoch, coalesce(nullif(actor, ''), worker), worker, reason, encode(content, 'hex'), encode(trace, 'hex'))::text,
          'UTF8')) AS chained
      FROM job_event WINDOW job AS (PARTITION BY job_id ORDER BY seq)""";

  private static final String CHECKPOINTS = "SELECT id FROM checkpoint";
  private static final String TENSORS = ".safetensors";
  private static final String MANIFEST = ".json";

  private final DataSource database;
  private final Path checkpoints;

  public SnapshotReader(DataSource database, Path checkpoints) {
    this.database = database;
    this.checkpoints = checkpoints;
  }

  public Snapshot read() throws SQLException, IOException {
    try (Connection connection = database.getConnection()) {
      Map<String, Integer> traces = new HashMap<>();
      query(
          connection,
          "SELECT job_id, count(*) AS traces FROM trace GROUP BY job_id",
          row -> traces.put(row.getString("job_id"), row.getInt("traces")));
      Set<String> rows = new HashSet<>(query(connection, CHECKPOINTS, row -> row.getString("id")));
      Set<String> files = files();
      return new Snapshot(
          query(connection, JOBS, SnapshotReader::job),
          query(connection, EVENTS, SnapshotReader::event),
          traces,
          rows,
          files,
          readable(files));
    }
  }

  /** Whether a checkpoint's file has no row, which is so until the cleanup removes it. */
  public boolean hasOrphans() throws SQLException, IOException {
    Set<String> files = files();
    try (Connection connection = database.getConnection()) {
      query(connection, CHECKPOINTS, row -> row.getString("id")).forEach(files::remove);
    }
    return !files.isEmpty();
  }

  private static JobRow job(ResultSet row) throws SQLException {
    String kind = row.getString("kind");
    String grid = row.getString("grid");
    String retryOf = row.getString("retry_of");
    String batch = row.getString("batch");
    return new JobRow(
        row.getString("id"),
        kind,
        row.getString("state"),
        subject(grid, row.getString("seed"), retryOf, batch),
        batch,
        row.getInt("epoch"),
        row.getInt("events"),
        row.getBoolean("leased"),
        "full".equals(row.getString("trace")),
        grid,
        row.getString("answer"),
        row.getBoolean("solved"));
  }

  private static String subject(
      @Nullable String grid,
      @Nullable String seed,
      @Nullable String retryOf,
      @Nullable String batch) {
    if (retryOf != null) {
      return Subject.ofRetry(retryOf);
    }
    if (grid == null) {
      return Subject.ofSeed(seed == null ? 0 : Long.parseLong(seed));
    }
    return batch == null ? Subject.ofGrid(grid) : Subject.ofBatch(grid);
  }

  private static EventRow event(ResultSet row) throws SQLException {
    return new EventRow(
        row.getString("job_id"),
        row.getInt("seq"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("from_state"),
        row.getString("to_state"),
        row.getInt("epoch"),
        row.getString("worker"),
        row.getBoolean("chained"));
  }

  /** Ids of all tensor files and manifests, without unfinished ones, which have other names. */
  private Set<String> files() throws IOException {
    Set<String> ids = new HashSet<>();
    if (Files.isDirectory(checkpoints)) {
      try (Stream<Path> all = Files.list(checkpoints)) {
        for (Path file : all.toList()) {
          String name = file.getFileName().toString();
          for (String ending : List.of(TENSORS, MANIFEST)) {
            if (name.endsWith(ending)) {
              ids.add(name.substring(0, name.length() - ending.length()));
            }
          }
        }
      }
    }
    return ids;
  }

  private Set<String> readable(Set<String> ids) throws IOException {
    Set<String> readable = new HashSet<>();
    for (String id : ids) {
      Path file = checkpoints.resolve(id + TENSORS);
      if (Files.isRegularFile(file) && sha256(file).equals(id)) {
        readable.add(id);
      }
    }
    return readable;
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> query(Connection connection, String sql, Reading<T> reading)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(reading.read(result));
      }
    }
    return rows;
  }
}
