package dev.trm.jobs.store;

import dev.trm.audit.ActionLink;
import dev.trm.audit.Anchor;
import dev.trm.audit.ChainLink;
import dev.trm.audit.Leaf;
import dev.trm.audit.MerkleTree;
import dev.trm.audit.Micros;
import dev.trm.audit.SignedAnchor;
import dev.trm.jobs.JobId;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The audit as it is stored: chains of jobs and of operators' actions, and anchors. */
public final class AuditLog {
  /** An anchor's jobs are in memory together; whatever is left is in the next, made at once. */
  private static final int MOST_IN_AN_ANCHOR = 50_000;

  /** What the job's row does not confirm is not signed. OFFSET keeps this a look-up for each. */
  private static final String CONFIRMED =
      """
      EXISTS (
        SELECT FROM job j WHERE j.id = p.job_id AND j.events = p.events AND j.audit_hash = p.hash
          AND j.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED') OFFSET 0)""";

  /** Of a statement over as many jobs as an anchor may have. */
  private static final Duration ANCHORING = Duration.ofMinutes(2);

  /**
   * How much later than an anchor's time a job in it may have ended: the anchor is dated when its
   * transaction begins, and takes jobs that end until it has found them.
   */
  private static final Duration OVERLAP = Duration.ofMinutes(10);

  private static final String CHAIN =
      """
      SELECT j.id, j.state, j.events, j.audit_hash, j.kind, j.model, j.submitted_by, j.batch,
        j.retry_of, j.spec::text AS spec, j.result::text AS result, j.failure_code, j.failure,
        j.queued_at,
        (SELECT audit_trace(t.cells, t.cycles, t.body) FROM trace t
          WHERE t.job_id = j.id AND t.recorded_at = j.finished_at) AS trace_now,
        EXISTS (SELECT FROM audit_pending p WHERE p.job_id = j.id) AS waiting
      FROM job j\
      """;

  private static final String ACTIONS =
      """
      SELECT seq, at, actor, action, subject, detail::text AS detail, hash
      FROM operator_action WHERE seq > ? ORDER BY seq LIMIT ?""";

  private static final String ANCHOR = "SELECT seq, at, statement, signature FROM audit_anchor";

  private final Database database;
  private final int mostInAnAnchor;

  public AuditLog(DataSource source) {
    this(source, MOST_IN_AN_ANCHOR);
  }

  /**
   * @param mostInAnAnchor jobs; further ones are in the next anchor
   */
  public AuditLog(DataSource source, int mostInAnAnchor) {
    this.database = new Database(source);
    this.mostInAnAnchor = mostInAnAnchor;
  }

  /**
   * An anchor as stored.
   *
   * @param seq the number it is stored under
   * @param at the time it is stored with
   */
  public record StoredAnchor(long seq, Instant at, SignedAnchor signed) {}

  /** The job and its events at one moment; empty if there is no such job. */
  public Optional<JobChain> chain(JobId id) {
    return chains(" WHERE j.id = ?", id.value()).stream().findFirst();
  }

  /**
   * Some jobs with their events, all as of one moment, in the order of their ids.
   *
   * @param after the last one had; null from the first on
   * @param since queued at or after
   */
  public List<JobChain> chains(@Nullable JobId after, Instant since, int limit) {
    JobId from = after == null ? new JobId(new UUID(0, 0)) : after;
    return chains(
        " WHERE j.id > ? AND j.queued_at >= ? ORDER BY j.id LIMIT ?",
        from.value(),
        since.atOffset(ZoneOffset.UTC),
        limit);
  }

  private List<JobChain> chains(String which, Object... parameters) {
    return database.inTransaction(
        connection -> {
          Database.update(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
          List<JobChain> jobs =
              Database.query(connection, CHAIN + which, AuditLog::job, parameters);
          Map<UUID, List<ChainLink>> links = new HashMap<>();
          Database.query(
                  connection,
                  "SELECT * FROM job_history WHERE job_id = ANY(?) ORDER BY job_id, seq, at",
                  AuditLog::link,
                  JobRows.ids(jobs.stream().map(JobChain::id).toList()))
              .forEach(
                  link -> links.computeIfAbsent(link.job(), job -> new ArrayList<>()).add(link));
          return jobs.stream()
              .map(job -> job.with(links.getOrDefault(job.id().value(), List.of())))
              .toList();
        });
  }

  /** The jobs as their rows count and hash their events, by id; those that are there. */
  public Map<UUID, Leaf> rows(Collection<UUID> ids) {
    return database
        .query(
            "SELECT id, events, audit_hash FROM job WHERE id = ANY(?)",
            row ->
                new Leaf(
                    row.getObject("id", UUID.class),
                    row.getInt("events"),
                    HexFormat.of().formatHex(row.getBytes("audit_hash"))),
            new Database.SqlArray("uuid", List.copyOf(ids)))
        .stream()
        .collect(Collectors.toMap(Leaf::job, Function.identity()));
  }

  /** The partitions of the jobs' events that there are, by name. */
  public Set<String> eventPartitions() {
    return new HashSet<>(
        database.query(
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'job_event'::regclass""",
            row -> row.getString("relname")));
  }

  /** Operators' actions with a greater number, in order. */
  public List<ActionLink> actions(long after, int limit) {
    return database.query(ACTIONS, AuditLog::action, after, limit);
  }

  /**
   * The registry at one moment.
   *
   * @param later operators' actions after those that were read before
   * @param rows with the SHA-256 of their contents, hex
   */
  public record Registry(List<ActionLink> later, Map<RegistryRow, String> rows) {}

  /** All rows whose contents the operators' actions record, and the actions after a number. */
  public Registry registry(long after) {
    return database.inTransaction(
        connection -> {
          Database.update(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
          Database.allow(connection, ANCHORING);
          Map<RegistryRow, String> rows = new LinkedHashMap<>();
          List<ActionLink> later =
              Database.query(connection, ACTIONS, AuditLog::action, after, Integer.MAX_VALUE);
          Database.query(
                  connection,
                  "SELECT kind, key, sha256 FROM registry_row ORDER BY kind, key",
                  row ->
                      Map.entry(
                          new RegistryRow(row.getString("kind"), row.getString("key")),
                          row.getString("sha256")))
              .forEach(row -> rows.put(row.getKey(), row.getValue()));
          return new Registry(later, rows);
        });
  }

  /** Jobs that are said to wait for an anchor, though their rows say something else. */
  public List<UUID> unconfirmed() {
    return database.query(
        "SELECT job_id FROM audit_pending p WHERE NOT " + CONFIRMED + " ORDER BY job_id LIMIT 1000",
        row -> row.getObject("job_id", UUID.class));
  }

  /** Anchors with a greater number, in order. */
  public List<StoredAnchor> anchors(long after, int limit) {
    return database.query(
        ANCHOR + " WHERE seq > ? ORDER BY seq LIMIT ?", AuditLog::anchor, after, limit);
  }

  /** Anchors with a smaller number, newest first. */
  public List<StoredAnchor> anchorsBefore(long before, int limit) {
    return database.query(
        ANCHOR + " WHERE seq < ? ORDER BY seq DESC LIMIT ?", AuditLog::anchor, before, limit);
  }

  /** The jobs of an anchor as they are stored, bytes of {@link Leaf#join}. */
  public byte[] leaves(long seq) {
    return database
        .query("SELECT leaves FROM audit_anchor WHERE seq = ?", row -> row.getBytes("leaves"), seq)
        .stream()
        .findFirst()
        .orElse(new byte[0]);
  }

  /**
   * Some of the jobs of an anchor, bytes of {@link Leaf#join}; fewer at its end.
   *
   * @param from the first one's place
   */
  public byte[] leaves(long seq, int from, int count) {
    return database
        .query(
            "SELECT substring(leaves FROM ? FOR ?) AS some FROM audit_anchor WHERE seq = ?",
            row -> row.getBytes("some"),
            from * Leaf.BYTES + 1,
            count * Leaf.BYTES,
            seq)
        .stream()
        .findFirst()
        .orElse(new byte[0]);
  }

  /** The earliest time at which the anchor of a job that has ended can have been made. */
  public static Instant anchoredSince(Instant queued, Instant ended) {
    Instant since = ended.minus(OVERLAP);
    return since.isBefore(queued) ? queued : since;
  }

  /** The place of a job among those of an anchor, from 0; empty if the anchor does not have it. */
  public OptionalInt place(long seq, JobId job) {
    return database
        .query(
            "SELECT audit_place(?, ?) AS place",
            row -> row.getObject("place", Integer.class),
            seq,
            job.value())
        .stream()
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  /** Hashes of the upper part of an anchor's tree, by their places in it. */
  public List<byte[]> nodes(long seq, List<Integer> places) {
    return database.query(
        """
        SELECT substring(nodes FROM place * 32 + 1 FOR 32) AS node
        FROM audit_anchor, unnest(?) WITH ORDINALITY AS wanted (place, nth)
        WHERE seq = ? ORDER BY nth""",
        row -> row.getBytes("node"),
        new Database.SqlArray("int", places),
        seq);
  }

  /**
   * The next anchor whose span of ids has room for a job.
   *
   * @param since made at or after: when the job was queued, its anchor is no older
   * @param after with a greater number
   */
  public Optional<StoredAnchor> anchorAround(JobId id, Instant since, long after) {
    return database
        .query(
            ANCHOR
                + " "
                + """
                WHERE seq > greatest(?, (SELECT max(seq) FROM audit_anchor WHERE at < ?))
                  AND first_job <= ? AND last_job >= ? ORDER BY seq LIMIT 1""",
            AuditLog::anchor,
            after,
            since.atOffset(ZoneOffset.UTC),
            id.value(),
            id.value())
        .stream()
        .findFirst();
  }

  /**
   * Anchors the jobs that have ended since the last anchor, if it is time and no other process is
   * at it.
   *
   * @param interval between two anchors at least, unless the last one was full
   * @param silence between two anchors at most, even if nothing happened
   * @param fingerprint of the key that signs
   * @param signer signs a statement
   * @return the anchor; empty if none was due
   */
  public Optional<Anchor> anchor(
      Duration interval,
      Duration silence,
      String fingerprint,
      Function<String, SignedAnchor> signer) {
    return database
        .allowing(ANCHORING)
        .inTransaction(
            connection -> {
              if (!Database.tryLock(connection, "trm.audit_anchor")) {
                return Optional.empty();
              }
              Optional<Anchor> last =
                  Database.query(
                          connection, ANCHOR + " ORDER BY seq DESC LIMIT 1", AuditLog::anchor)
                      .stream()
                      .findFirst()
                      .map(stored -> stored.signed().anchor());
              Instant now = Database.now(connection);
              if (last.isPresent()
                  && !full(last.get())
                  && now.isBefore(last.get().at().plus(interval))) {
                return Optional.empty();
              }
              return anchor(connection, last, now, silence, fingerprint, signer);
            });
  }

  /**
   * Whether the anchor has all the jobs that one may have, so that others may wait for the next.
   */
  public boolean full(Anchor anchor) {
    return anchor.jobs() >= mostInAnAnchor;
  }

  private Optional<Anchor> anchor(
      Connection connection,
      Optional<Anchor> last,
      Instant now,
      Duration silence,
      String fingerprint,
      Function<String, SignedAnchor> signer)
      throws SQLException {
    List<Leaf> leaves =
        Database.query(
            connection,
            """
            DELETE FROM audit_pending WHERE job_id IN (
              SELECT p.job_id FROM audit_pending p WHERE %s ORDER BY p.job_id LIMIT ?)
            RETURNING *"""
                .formatted(CONFIRMED),
            row ->
                new Leaf(
                    row.getObject("job_id", UUID.class),
                    row.getInt("events"),
                    HexFormat.of().formatHex(row.getBytes("hash"))),
            mostInAnAnchor);
    leaves.sort(Leaf.BY_JOB);
    Anchor anchor = over(leaves, head(connection), last, now, fingerprint);
    boolean told =
        last.isPresent()
            && leaves.isEmpty()
            && last.get().operatorSeq() == anchor.operatorSeq()
            && now.isBefore(last.get().at().plus(silence));
    if (told) {
      return Optional.empty();
    }
    SignedAnchor signed = signer.apply(anchor.statement());
    Database.update(
        connection,
        """
        INSERT INTO audit_anchor (
          seq, at, jobs, first_job, last_job, statement, signature, leaves, nodes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        anchor.seq(),
        now.atOffset(ZoneOffset.UTC),
        anchor.jobs(),
        anchor.first(),
        anchor.last(),
        signed.statement(),
        signed.signature(),
        Leaf.join(leaves),
        nodes(leaves));
    return Optional.of(anchor);
  }

  private static byte[] nodes(List<Leaf> leaves) {
    List<byte[]> nodes = MerkleTree.upper(leaves.stream().map(Leaf::bytes).toList());
    ByteBuffer all = ByteBuffer.allocate(nodes.stream().mapToInt(node -> node.length).sum());
    nodes.forEach(all::put);
    return all.array();
  }

  private static Anchor over(
      List<Leaf> leaves, Head head, Optional<Anchor> last, Instant now, String fingerprint) {
    return new Anchor(
        last.map(Anchor::seq).orElse(0L) + 1,
        now,
        leaves.size(),
        Anchor.rootOf(leaves),
        leaves.isEmpty() ? null : leaves.get(0).job(),
        leaves.isEmpty() ? null : leaves.get(leaves.size() - 1).job(),
        head.seq(),
        head.hash(),
        last.map(Anchor::hash).orElse(""),
        fingerprint);
  }

  /** The end of the operators' chain. */
  private record Head(long seq, String hash) {}

  private static Head head(Connection connection) throws SQLException {
    return Database.query(
            connection,
            "SELECT seq, hash FROM operator_action ORDER BY seq DESC LIMIT 1",
            row -> new Head(row.getLong("seq"), HexFormat.of().formatHex(row.getBytes("hash"))))
        .stream()
        .findFirst()
        .orElse(new Head(0, ""));
  }

  private static ActionLink action(ResultSet row) throws SQLException {
    return new ActionLink(
        row.getLong("seq"),
        Micros.of(JobRows.time(row, "at")),
        row.getString("actor"),
        row.getString("action"),
        row.getString("subject"),
        row.getString("detail"),
        HexFormat.of().formatHex(row.getBytes("hash")));
  }

  private static ChainLink link(ResultSet row) throws SQLException {
    return new ChainLink(
        row.getObject("job_id", UUID.class),
        row.getInt("seq"),
        JobRows.time(row, "at"),
        row.getString("from_state"),
        row.getString("to_state"),
        row.getInt("epoch"),
        row.getString("actor"),
        row.getString("worker"),
        row.getString("reason"),
        row.getInt("scheme"),
        JobRows.hex(row, "content"),
        JobRows.hex(row, "trace"),
        HexFormat.of().formatHex(row.getBytes("hash")));
  }

  private static JobChain job(ResultSet row) throws SQLException {
    return new JobChain(
        JobRows.id(row, "id"),
        row.getString("state"),
        row.getInt("events"),
        HexFormat.of().formatHex(row.getBytes("audit_hash")),
        row.getString("kind"),
        row.getString("model"),
        row.getString("submitted_by"),
        row.getObject("batch", UUID.class),
        row.getObject("retry_of", UUID.class),
        row.getString("spec"),
        row.getString("result"),
        row.getString("failure_code"),
        row.getString("failure"),
        JobRows.time(row, "queued_at"),
        JobRows.hex(row, "trace_now"),
        row.getBoolean("waiting"),
        List.of());
  }

  private static StoredAnchor anchor(ResultSet row) throws SQLException {
    return new StoredAnchor(
        row.getLong("seq"),
        JobRows.time(row, "at"),
        new SignedAnchor(row.getString("statement"), row.getString("signature")));
  }
}
