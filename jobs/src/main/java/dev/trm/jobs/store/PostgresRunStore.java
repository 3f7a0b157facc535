package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.store.Database.SqlArray;
import dev.trm.puzzles.PuzzleKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Training runs in PostgreSQL. */
public final class PostgresRunStore implements RunStore {
  /** The job's row is locked against rescue and cancel until the points are in. */
  private static final String MEASURE =
      """
      WITH mine AS (
        SELECT id FROM job WHERE id = ? AND epoch = ? AND state = 'RUNNING' FOR SHARE),
      written AS (
        INSERT INTO run_metric (run_id, name, step, value)
        SELECT mine.id, p.name, p.step, p.value FROM mine, unnest(?, ?, ?) AS p(name, step, value)
        ON CONFLICT (run_id, name, step) DO UPDATE SET value = excluded.value)
      SELECT id FROM mine""";

  /** A cancel or a missed deadline raises the epoch once and is final. */
  private static final String LAST_OWNER =
      """
      SELECT id FROM job WHERE id = ? AND (
        epoch = ? AND state = 'RUNNING' OR epoch = ? + 1 AND state IN ('CANCELLED', 'FAILED'))
      FOR SHARE""";

  private static final String NOTE =
      """
      INSERT INTO checkpoint (id, run_id, step, resumable, bytes, manifest, created_at)
      VALUES (?, ?, ?, ?, ?, ?::jsonb, ?) ON CONFLICT (id) DO NOTHING""";

  /** Null is every key. */
  private static final String VISIBLE =
      """
      SELECT c.* FROM checkpoint c WHERE c.id = ? AND (
        ?::text IS NULL OR NOT c.resumable
        OR EXISTS (SELECT FROM job j WHERE j.id = c.run_id AND j.submitted_by = ?))""";

  private static final String FORGET =
      """
      DELETE FROM checkpoint c WHERE id = ?
        AND NOT EXISTS (SELECT FROM model_version v WHERE v.checkpoint_id = c.id)
        AND NOT EXISTS (
          SELECT FROM job j WHERE j.spec ->> 'resumeFrom' = c.id
            AND j.state IN ('QUEUED', 'RUNNING', 'QUARANTINED'))""";

  private static final String RESUMED =
      """
      INSERT INTO run_resumption (run_id, epoch, worker, step, checkpoint_id, differences)
      SELECT id, epoch, worker, ?, ?, ? FROM job
      WHERE id = ? AND epoch = ? AND state = 'RUNNING' FOR SHARE
      ON CONFLICT (run_id, epoch) DO NOTHING""";

  private static final String KEEP_SAMPLES =
      """
      INSERT INTO run_sample (run_id, kind, step, samples)
      SELECT id, ?, ?, ?::jsonb FROM job
      WHERE id = ? AND epoch = ? AND state = 'RUNNING' FOR SHARE
      ON CONFLICT (run_id) DO UPDATE
        SET kind = excluded.kind, step = excluded.step, samples = excluded.samples""";

  /** As the index of commits has it. */
  private static final String OF_COMMIT =
      "spec -> 'origin' IS NOT NULL AND spec -> 'origin' ->> 'commit' LIKE ?";

  private static final String TIES =
      """
      SELECT asked.id, s.sweep, c.next FROM unnest(?) AS asked(id)
      LEFT JOIN sweep_run s ON s.run = asked.id
      LEFT JOIN run_continuation c ON c.run_id = asked.id""";

  private static final String LATEST =
      """
      SELECT DISTINCT ON (name) name, step, value FROM run_metric
      WHERE run_id = ? ORDER BY name, step DESC""";

  /** A place alone in its stretch has a number below 0. Arrays compare by value, then by step. */
  private static final String CURVES =
      """
      WITH numbered AS (
        SELECT name, ARRAY[value, step] AS point,
          row_number() OVER (PARTITION BY name ORDER BY step) AS place,
          count(*) OVER (PARTITION BY name) AS places
        FROM run_metric WHERE run_id = ? AND step > ? AND (cardinality(?) = 0 OR name = ANY(?))),
      parted AS (
        SELECT name, point, CASE
          WHEN places <= wanted OR place = places OR place = 1 AND wanted > 1 THEN -place
          WHEN wanted > 3 THEN (place - 2) * ((wanted - 2) / 2) / (places - 2) END AS stretch
        FROM numbered, (SELECT ?::bigint AS wanted) AS asked),
      ends AS (
        SELECT name, min(point) AS least, max(point) AS greatest FROM parted
        WHERE stretch IS NOT NULL GROUP BY name, stretch)
      SELECT name, least[2]::bigint AS step, least[1] AS value FROM ends
      UNION SELECT name, greatest[2]::bigint, greatest[1] FROM ends ORDER BY name, step""";

  private static final String COMMON =
      """
      WITH measured AS (
        SELECT run_id, step, value FROM run_metric WHERE run_id = ANY(?) AND name = ?),
      spans AS (
        SELECT min(step) AS first, max(step) AS last FROM measured GROUP BY run_id),
      shared AS (SELECT max(first) AS first, min(last) AS last FROM spans),
      inside AS (
        SELECT m.*, first, last FROM measured m, shared WHERE step BETWEEN first AND last),
      parts AS (
        SELECT least(?, min(many)) AS parts
        FROM (SELECT count(*) AS many FROM inside GROUP BY run_id) AS counted)
      SELECT run_id, max(max(step)) OVER (PARTITION BY part) AS step, avg(value) AS value
      FROM (SELECT *, (step - first) * parts / (last - first + 1) AS part FROM inside, parts)
      GROUP BY run_id, part ORDER BY run_id, step""";

  private final Database database;
  private final JobStore jobs;

  public PostgresRunStore(DataSource source, JobStore jobs) {
    this.database = new Database(source);
    this.jobs = jobs;
  }

  @Override
  public boolean metrics(Claim claim, List<MetricPoint> points) {
    return !database
        .query(
            MEASURE,
            row -> JobRows.id(row, "id"),
            claim.id().value(),
            claim.epoch(),
            new SqlArray("text", points.stream().map(MetricPoint::name).toList()),
            new SqlArray("int8", points.stream().map(MetricPoint::step).toList()),
            new SqlArray("float8", points.stream().map(MetricPoint::value).toList()))
        .isEmpty();
  }

  @Override
  public RunPage page(RunFilter filter, @Nullable String cursor, int limit) {
    String commit = filter.commit();
    JobPage page =
        new JobList()
            .is("kind", JobKind.TRAIN)
            .is("state", filter.state())
            .where("model = ?", filter.model())
            .where("id IN (SELECT run FROM sweep_run WHERE sweep = ?)", filter.sweep())
            .where(OF_COMMIT, commit == null ? null : commit + "%")
            .where("submitted_by = ?", filter.submittedBy())
            .page(database, cursor, limit);
    return new RunPage(whole(page.jobs()), page.next());
  }

  @Override
  public Optional<Run> run(JobId id) {
    return whole(jobs.find(id).filter(job -> job.kind() == JobKind.TRAIN).stream().toList())
        .stream()
        .findFirst();
  }

  @Override
  public List<MetricPoint> metrics(JobId id, Collection<String> names, long after, int points) {
    SqlArray wanted = new SqlArray("text", List.copyOf(names));
    int most = points > 0 ? points : Integer.MAX_VALUE;
    return database.query(CURVES, PostgresRunStore::point, id.value(), after, wanted, wanted, most);
  }

  @Override
  public Map<JobId, List<MetricPoint>> common(List<JobId> ids, String name, int points) {
    Map<JobId, List<MetricPoint>> curves = new LinkedHashMap<>();
    ids.forEach(id -> curves.put(id, new ArrayList<>()));
    database
        .query(
            COMMON,
            row ->
                Map.entry(
                    JobRows.id(row, "run_id"),
                    new MetricPoint(row.getLong("step"), name, row.getDouble("value"))),
            JobRows.ids(ids),
            name,
            points)
        .forEach(
            point ->
                curves
                    .computeIfAbsent(point.getKey(), id -> new ArrayList<>())
                    .add(point.getValue()));
    return curves;
  }

  @Override
  public void checkpoint(CheckpointRow checkpoint) {
    database.update(NOTE, values(checkpoint));
  }

  @Override
  public boolean checkpoint(Claim claim, CheckpointRow checkpoint) {
    return database.inTransaction(
        connection -> {
          boolean ours =
              !Database.query(
                      connection,
                      LAST_OWNER,
                      row -> JobRows.id(row, "id"),
                      claim.id().value(),
                      claim.epoch(),
                      claim.epoch())
                  .isEmpty();
          if (ours) {
            Database.update(connection, NOTE, values(checkpoint));
          }
          return ours;
        });
  }

  @Override
  public boolean forgetCheckpoint(String id) {
    return database.update(FORGET, id) == 1;
  }

  @Override
  public boolean forgetCheckpoint(Claim claim, String id) {
    return database.inTransaction(
        connection ->
            Fence.holds(connection, claim) && Database.update(connection, FORGET, id) == 1);
  }

  @Override
  public boolean resumed(Claim claim, long step, String checkpointId, List<String> differences) {
    return database.update(
            RESUMED,
            step,
            checkpointId,
            new SqlArray("text", differences),
            claim.id().value(),
            claim.epoch())
        == 1;
  }

  @Override
  public boolean samples(Claim claim, RunSamples samples) {
    return database.update(
            KEEP_SAMPLES,
            samples.kind().wire(),
            samples.step(),
            JobJson.write(samples.samples()),
            claim.id().value(),
            claim.epoch())
        == 1;
  }

  @Override
  public Optional<RunSamples> samples(JobId run) {
    return database
        .query(
            "SELECT kind, step, samples FROM run_sample WHERE run_id = ?",
            row ->
                new RunSamples(
                    PuzzleKind.of(row.getString("kind")),
                    row.getLong("step"),
                    List.of(
                        JobJson.read(
                            JobJson.parse(row.getString("samples")), HeldOutSample[].class))),
            run.value())
        .stream()
        .findFirst();
  }

  @Override
  public List<Resumption> resumptions(JobId run) {
    return database.query(
        "SELECT * FROM run_resumption WHERE run_id = ? ORDER BY epoch",
        row ->
            new Resumption(
                JobRows.time(row, "at"),
                row.getString("worker"),
                row.getLong("step"),
                row.getString("checkpoint_id"),
                List.of((String[]) row.getArray("differences").getArray())),
        run.value());
  }

  @Override
  public void askToStop(JobId run, String actor) {
    database.update(
        "INSERT INTO run_stop (run_id, actor) VALUES (?, ?) ON CONFLICT (run_id) DO NOTHING",
        run.value(),
        actor);
  }

  @Override
  public Optional<StopWish> stopWish(JobId run) {
    return database
        .query(
            "SELECT actor, at FROM run_stop WHERE run_id = ?",
            row -> new StopWish(row.getString("actor"), JobRows.time(row, "at")),
            run.value())
        .stream()
        .findFirst();
  }

  @Override
  public Optional<CheckpointRow> findCheckpoint(String id) {
    return database
        .query("SELECT * FROM checkpoint WHERE id = ?", PostgresRunStore::checkpointRow, id)
        .stream()
        .findFirst();
  }

  @Override
  public String installation() {
    return database
        .query("SELECT id::text AS id FROM installation", row -> row.getString("id"))
        .get(0);
  }

  @Override
  public Optional<CheckpointRow> findCheckpoint(String id, @Nullable String submittedBy) {
    return database
        .query(VISIBLE, PostgresRunStore::checkpointRow, id, submittedBy, submittedBy)
        .stream()
        .findFirst();
  }

  @Override
  public Set<String> unknownCheckpoints(Collection<String> ids) {
    return Set.copyOf(
        database.query(
            """
            SELECT id FROM unnest(?) AS asked(id)
            WHERE NOT EXISTS (SELECT FROM checkpoint c WHERE c.id = asked.id)""",
            row -> row.getString("id"),
            new SqlArray("text", List.copyOf(ids))));
  }

  @Override
  public List<CheckpointRow> checkpoints(JobId run) {
    return database.query(
        "SELECT * FROM checkpoint WHERE run_id = ? ORDER BY step DESC, created_at DESC",
        PostgresRunStore::checkpointRow,
        run.value());
  }

  /** What belongs to a run beside its job and its measurements. */
  private record Ties(@Nullable UUID sweep, @Nullable JobId goesOnAs) {}

  private List<Run> whole(List<Job> trainings) {
    Map<JobId, Ties> ties = new LinkedHashMap<>();
    database
        .query(
            TIES,
            row ->
                Map.entry(
                    JobRows.id(row, "id"),
                    new Ties(row.getObject("sweep", UUID.class), JobRows.idOrNull(row, "next"))),
            JobRows.ids(trainings.stream().map(Job::id).toList()))
        .forEach(each -> ties.put(each.getKey(), each.getValue()));
    return trainings.stream()
        .map(
            job -> {
              Ties its = Objects.requireNonNull(ties.get(job.id()), "of each that was asked for");
              return new Run(job, latest(job.id()), its.sweep(), its.goesOnAs());
            })
        .toList();
  }

  private Map<String, MetricPoint> latest(JobId id) {
    Map<String, MetricPoint> latest = new LinkedHashMap<>();
    database
        .query(LATEST, PostgresRunStore::point, id.value())
        .forEach(point -> latest.put(point.name(), point));
    return latest;
  }

  private static @Nullable Object[] values(CheckpointRow checkpoint) {
    JobId run = checkpoint.runId();
    return new @Nullable Object[] {
      checkpoint.id(),
      run == null ? null : run.value(),
      checkpoint.step(),
      checkpoint.full(),
      checkpoint.bytes(),
      JobJson.write(checkpoint.manifest()),
      checkpoint.createdAt().atOffset(ZoneOffset.UTC)
    };
  }

  private static MetricPoint point(ResultSet row) throws SQLException {
    return new MetricPoint(row.getLong("step"), row.getString("name"), row.getDouble("value"));
  }

  private static CheckpointRow checkpointRow(ResultSet row) throws SQLException {
    return new CheckpointRow(
        row.getString("id"),
        JobRows.idOrNull(row, "run_id"),
        row.getLong("step"),
        row.getBoolean("resumable"),
        row.getLong("bytes"),
        JobJson.parse(row.getString("manifest")),
        JobRows.time(row, "created_at"));
  }
}
