package dev.trm.jobs.store;

import dev.trm.jobs.DatasetSpec;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.KnownDatasets;
import dev.trm.puzzles.grid.GridLayout;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Uploaded data sets, their content included. A set is there whole or not at all. */
public final class Datasets {
  /** A part is read and written at once. */
  private static final int PART = 1 << 20;

  private static final String INSERT =
      """
      INSERT INTO dataset (id, name, kind, sha256, bytes, layout, training, held_out, groups,
        held_out_share, seed, refused, problems, submitted_by)
      VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?::jsonb, ?) ON CONFLICT DO NOTHING""";

  private static final String RECIPES =
      """
      SELECT count(*) AS n FROM recipe
      WHERE lower(plan #>> '{job,dataset,id}') = ? OR plan #>> '{job,dataset,name}' = ?
        OR plan #> '{overrides,dataset.id,oneOf}' @> to_jsonb(?::text)
        OR plan #> '{overrides,dataset.name,oneOf}' @> to_jsonb(?::text)""";

  private static final String DATASET = "spec #>> '{dataset,id}' = ?";

  private final Database database;

  public Datasets(DataSource source) {
    this.database = new Database(source);
  }

  /** What came of adding a set; nothing is kept unless it was added. */
  public sealed interface Addition {
    /** The set is there. */
    record Added() implements Addition {}

    /** Another set has the name. */
    record NameTaken() implements Addition {}

    /**
     * The submitter's sets would have too many bytes.
     *
     * @param stored bytes of the sets that it has
     */
    record OverQuota(long stored) implements Addition {}
  }

  /**
   * Keeps a set; a set of that id that is there already stays as it is.
   *
   * @param set its time is ignored
   * @param gzip the compressed content
   * @param mostBytes that all sets of its submitter may have
   * @throws IOException if the content cannot be read
   */
  public Addition add(Dataset set, InputStream gzip, long mostBytes) throws IOException {
    try {
      return database.inTransaction(connection -> add(connection, set, gzip, mostBytes));
    } catch (UnreadableContent e) {
      throw e.cause;
    }
  }

  private static Addition add(Connection connection, Dataset set, InputStream gzip, long mostBytes)
      throws SQLException {
    Database.lock(connection, "trm.dataset." + set.submittedBy());
    long stored = stored(connection, set.submittedBy());
    int added =
        Database.update(
            connection,
            INSERT,
            set.id(),
            set.name(),
            set.kind(),
            set.sha256(),
            set.bytes(),
            JobJson.write(set.layout()),
            set.training(),
            set.heldOut(),
            set.groups(),
            set.heldOutShare(),
            set.seed(),
            set.refused(),
            JobJson.write(set.problems()),
            set.submittedBy());
    if (added == 0) {
      return Database.query(
                  connection, "SELECT id FROM dataset WHERE id = ?", row -> true, set.id())
              .isEmpty()
          ? new Addition.NameTaken()
          : new Addition.Added();
    }
    if (stored + set.bytes() > mostBytes) {
      Database.update(connection, "DELETE FROM dataset WHERE id = ?", set.id());
      return new Addition.OverQuota(stored);
    }
    int n = 0;
    for (byte[] part = part(gzip); part.length > 0; part = part(gzip)) {
      Database.update(
          connection,
          "INSERT INTO dataset_part (dataset, n, gzip) VALUES (?, ?, ?)",
          set.id(),
          n++,
          part);
    }
    OperatorActions.record(
        connection,
        set.submittedBy(),
        "dataset.create",
        set.name(),
        Map.of("id", set.id(), "sha256", set.sha256()));
    return new Addition.Added();
  }

  /** Bytes of the content of all sets that a key submitted. */
  public long stored(String submitter) {
    return database.inTransaction(connection -> stored(connection, submitter));
  }

  private static long stored(Connection connection, String submitter) throws SQLException {
    return Database.query(
            connection,
            "SELECT coalesce(sum(bytes), 0) AS stored FROM dataset WHERE submitted_by = ?",
            row -> row.getLong("stored"),
            submitter)
        .get(0);
  }

  private static byte[] part(InputStream gzip) {
    try {
      return gzip.readNBytes(PART);
    } catch (IOException e) {
      throw new UnreadableContent(e);
    }
  }

  /** Carries the cause out of the transaction, which it rolls back. */
  private static final class UnreadableContent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IOException cause;

    UnreadableContent(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  public Optional<Dataset> find(UUID id) {
    return database.query("SELECT * FROM dataset WHERE id = ?", Datasets::read, id).stream()
        .findFirst();
  }

  public Optional<Dataset> find(String name) {
    return database.query("SELECT * FROM dataset WHERE name = ?", Datasets::read, name).stream()
        .findFirst();
  }

  /**
   * Sets, newest first.
   *
   * @param submitter whose; null for everybody's
   * @param before only those that are older; null from the newest on
   */
  public List<Dataset> page(@Nullable String submitter, @Nullable UUID before, int limit) {
    return database.query(
        """
        SELECT * FROM dataset
        WHERE (?::text IS NULL OR submitted_by = ?) AND (?::uuid IS NULL OR id < ?)
        ORDER BY id DESC LIMIT ?""",
        Datasets::read,
        submitter,
        submitter,
        before,
        before,
        limit);
  }

  /**
   * The sets that a submitter's requests may name.
   *
   * @param submitter whose; null for everybody's
   */
  public KnownDatasets known(@Nullable String submitter) {
    return new KnownDatasets() {
      @Override
      public Optional<DatasetSpec.Uploaded> withId(String id) {
        try {
          return seen(find(JobId.parse(id).value()));
        } catch (IllegalArgumentException none) {
          return Optional.empty();
        }
      }

      @Override
      public Optional<DatasetSpec.Uploaded> named(String name) {
        return name.indexOf('\0') < 0 ? seen(find(name)) : Optional.empty();
      }

      private Optional<DatasetSpec.Uploaded> seen(Optional<Dataset> set) {
        return set.filter(each -> submitter == null || submitter.equals(each.submittedBy()))
            .map(Dataset::spec);
      }
    };
  }

  /**
   * The content, part by part as it is read; what is deleted meanwhile ends too early.
   *
   * @throws IOException if there is no such set
   */
  public InputStream open(UUID id) throws IOException {
    Parts parts = new Parts(database, id);
    if (!parts.more()) {
      throw new IOException("there is no data set " + id);
    }
    return new GZIPInputStream(parts, PART);
  }

  /** Deletes a set that nothing was made of. */
  public DatasetRemoval remove(UUID id, String actor) {
    return database.inTransaction(
        connection -> {
          List<String> name =
              Database.query(
                  connection,
                  "SELECT name FROM dataset WHERE id = ? FOR UPDATE",
                  row -> row.getString("name"),
                  id);
          if (name.isEmpty()) {
            return new DatasetRemoval.NotThere();
          }
          int trainings = count(connection, "job WHERE kind = 'TRAIN' AND ", DATASET, id);
          int schedules = count(connection, "schedule WHERE ", DATASET, id);
          int recipes = recipes(connection, id, name.get(0));
          int gates = count(connection, "model WHERE ", "gate #>> '{evaluation,id}' = ?", id);
          if (trainings + schedules + recipes + gates > 0) {
            return new DatasetRemoval.InUse(trainings, schedules, recipes, gates);
          }
          Database.update(connection, "DELETE FROM dataset WHERE id = ?", id);
          OperatorActions.record(
              connection, actor, "dataset.delete", name.get(0), Map.of("id", id));
          return new DatasetRemoval.Removed();
        });
  }

  private static int count(Connection connection, String from, String names, UUID id)
      throws SQLException {
    return Database.query(
            connection,
            "SELECT count(*) AS n FROM " + from + names,
            row -> row.getInt("n"),
            id.toString())
        .get(0);
  }

  /** A recipe's job is kept as it was written, so that it may name a set in either way. */
  private static int recipes(Connection connection, UUID id, String name) throws SQLException {
    return Database.query(
            connection, RECIPES, row -> row.getInt("n"), id.toString(), name, id.toString(), name)
        .get(0);
  }

  private static Dataset read(ResultSet row) throws SQLException {
    return new Dataset(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("kind"),
        row.getString("sha256"),
        row.getLong("bytes"),
        GridLayout.of(JobJson.parse(row.getString("layout"))),
        row.getInt("training"),
        row.getInt("held_out"),
        row.getInt("groups"),
        row.getObject("held_out_share", Double.class),
        row.getObject("seed", Long.class),
        row.getInt("refused"),
        JobJson.parse(row.getString("problems")),
        row.getString("submitted_by"),
        JobRows.time(row, "created_at"));
  }

  /** The parts one after the other, one in memory at a time. */
  private static final class Parts extends InputStream {
    private final Database database;
    private final UUID id;
    private byte[] part = {};
    private int at;
    private int next;

    Parts(Database database, UUID id) {
      this.database = database;
      this.id = id;
    }

    @Override
    public int read() {
      return more() ? part[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!more()) {
        return -1;
      }
      int count = Math.min(length, part.length - at);
      System.arraycopy(part, at, bytes, offset, count);
      at += count;
      return count;
    }

    private boolean more() {
      if (at == part.length) {
        List<byte[]> found =
            database.query(
                "SELECT gzip FROM dataset_part WHERE dataset = ? AND n = ?",
                row -> row.getBytes("gzip"),
                id,
                next);
        part = found.isEmpty() ? new byte[0] : found.get(0);
        at = 0;
        next++;
      }
      return part.length > 0;
    }
  }
}
