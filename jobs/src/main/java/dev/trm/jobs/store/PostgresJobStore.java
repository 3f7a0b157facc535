package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.JobState;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.Priority;
import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.store.Database.SqlArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The jobs in PostgreSQL. Safe for use by many threads. */
public final class PostgresJobStore implements JobStore {
  private static final String SUBMIT =
      """
      INSERT INTO job (
        id, kind, state, spec, model, priority, submitted_by, actor, run_at, deadline, retry_of,
        batch)
      SELECT id, kind, 'QUEUED', spec::jsonb, model, priority, submitter, submitter,
        coalesce(run_at::timestamptz, clock_timestamp()), deadline::timestamptz, retry_of, ?
      FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) AS n(
        id, kind, spec, model, priority, submitter, run_at, deadline, retry_of)
      %s
      RETURNING id, queued_at, run_at, deadline, events""";

  private static final String SUBMIT_ALL = SUBMIT.formatted("");
  private static final String SUBMIT_MISSING = SUBMIT.formatted("ON CONFLICT (id) DO NOTHING");

  static final String CANCEL =
      """
      UPDATE job SET state = 'CANCELLED', epoch = epoch + 1, finished_at = clock_timestamp(),
        lease_until = NULL, actor = ?, reason = 'cancelled by ' || ?
      WHERE id = ? AND state IN ('QUEUED', 'RUNNING', 'QUARANTINED') RETURNING *""";

  /** Released jobs are run apart, each by itself: what was wrong with them may still be. */
  private static final String RELEASE =
      """
      UPDATE job SET state = 'QUEUED', epoch = epoch + 1, crash_attempts = 0, lone_crashes = 0,
        crash_worker = NULL, crash_stack = NULL, suspect_group = gen_random_uuid(), run_at = clock_timestamp(), actor = ?,
        reason = 'released from quarantine'""";

  private static final String OVERDUE =
      """
      UPDATE job SET state = 'FAILED', epoch = epoch + 1, finished_at = clock_timestamp(),
        actor = 'rescuer', reason = 'deadline passed', failure_code = 'DEADLINE',
        failure = 'still queued at its deadline'
      WHERE id IN (
        SELECT id FROM job WHERE state = 'QUEUED' AND deadline <= now()
        ORDER BY deadline LIMIT 500 FOR UPDATE SKIP LOCKED)
      RETURNING *""";

  private static final String OVERRUN =
      """
      UPDATE job SET state = 'FAILED', epoch = epoch + 1, finished_at = clock_timestamp(),
        lease_until = NULL, actor = 'rescuer', reason = 'deadline passed',
        failure_code = 'DEADLINE', failure = 'still running after its deadline'
      WHERE id IN (
        SELECT id FROM job
        WHERE state = 'RUNNING' AND deadline <= now() - make_interval(secs => ?)
        ORDER BY deadline LIMIT 500 FOR UPDATE SKIP LOCKED)
      RETURNING *""";

  private static final String HEARTBEAT =
      """
      INSERT INTO worker (id, kind, capacity, free, stopping, present, joined)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET capacity = excluded.capacity, free = excluded.free,
        stopping = excluded.stopping, present = excluded.present, joined = excluded.joined,
        heard_at = clock_timestamp()
      RETURNING drained_by IS NOT NULL AS drained""";

  /** What a worker says and asks between two beats is worth nothing once its leases have lapsed. */
  private static final Duration PULSE_SILENCE = Duration.ofSeconds(5);

  private final Database database;
  private final Database pulse;
  private final Claiming claiming;
  private final Leases leases;
  private final CrashRescue rescue;
  private final Iterable<? extends JobListener> listeners;

  /**
   * @param listeners told of every change this store makes, after its commit
   */
  public PostgresJobStore(
      DataSource source, RetryPolicy policy, Iterable<? extends JobListener> listeners) {
    this.database = new Database(source);
    this.pulse = database.within(PULSE_SILENCE);
    this.claiming = new Claiming(database);
    this.leases = new Leases(database, pulse, policy);
    this.rescue = new CrashRescue(database, policy.maxCrashes());
    this.listeners = listeners;
  }

  @Override
  public List<Job> submit(List<NewJob> jobs, @Nullable UUID batch) {
    SortedMap<JobId, NewJob> named = new TreeMap<>();
    List<JobId> ids = Stream.generate(JobId::next).limit(jobs.size()).sorted().toList();
    for (int i = 0; i < ids.size(); i++) {
      named.put(ids.get(i), jobs.get(i));
    }
    return told(database.inTransaction(connection -> insert(connection, named, batch)));
  }

  @Override
  public List<Job> submitOnce(SortedMap<JobId, NewJob> jobs, @Nullable UUID batch) {
    return jobs.isEmpty()
        ? List.of()
        : submittedOnce(
            jobs.keySet(),
            database.alone(connection -> insert(connection, SUBMIT_MISSING, jobs, batch)));
  }

  private List<Job> submittedOnce(Set<JobId> all, List<Job> submitted) {
    FaultPoint.SUBMITTED.reached();
    told(submitted);
    return submitted.size() == all.size() ? submitted : withPresent(submitted, all);
  }

  /** All of the jobs, by id: those just submitted and those that were there before. */
  private List<Job> withPresent(List<Job> submitted, Set<JobId> all) {
    Set<JobId> present = new HashSet<>(all);
    submitted.forEach(job -> present.remove(job.id()));
    List<Job> before =
        database.query("SELECT * FROM job WHERE id = ANY(?)", JobRows::read, JobRows.ids(present));
    return Stream.concat(before.stream(), submitted.stream())
        .sorted(Comparator.comparing(Job::id))
        .toList();
  }

  static List<Job> insert(
      Connection connection, SortedMap<JobId, NewJob> named, @Nullable UUID batch)
      throws SQLException {
    return insert(connection, SUBMIT_ALL, named, batch);
  }

  private static List<Job> insert(
      Connection connection, String sql, SortedMap<JobId, NewJob> named, @Nullable UUID batch)
      throws SQLException {
    Collection<NewJob> jobs = named.values();
    Map<JobId, JsonNode> specs = new HashMap<>();
    List<String> texts = new ArrayList<>();
    List<String> models = new ArrayList<>();
    List<@Nullable String> times = new ArrayList<>();
    List<@Nullable String> deadlines = new ArrayList<>();
    List<@Nullable UUID> origins = new ArrayList<>();
    named.forEach(
        (id, job) -> {
          // With numbers as they are read from the database.
          JsonNode spec = JobJson.parse(JobJson.write(job.spec()));
          specs.put(id, spec);
          Instant runAt = job.runAt();
          Instant deadline = job.deadline();
          JobId origin = job.retryOf();
          texts.add(JobJson.write(StoredSpec.shortened(job.kind(), spec)));
          models.add(StoredSpec.model(spec));
          times.add(runAt == null ? null : runAt.toString());
          deadlines.add(deadline == null ? null : deadline.toString());
          origins.add(origin == null ? null : origin.value());
        });
    List<Job> submitted =
        Database.query(
            connection,
            sql,
            row -> {
              JobId id = JobRows.id(row, "id");
              return submitted(
                  row,
                  Objects.requireNonNull(named.get(id)),
                  Objects.requireNonNull(specs.get(id)),
                  batch);
            },
            batch,
            JobRows.ids(named.keySet()),
            text(jobs.stream().map(job -> job.kind().name())),
            new SqlArray("text", texts),
            new SqlArray("text", models),
            text(jobs.stream().map(job -> job.priority().name())),
            text(jobs.stream().map(NewJob::submittedBy)),
            new SqlArray("text", times),
            new SqlArray("text", deadlines),
            new SqlArray("uuid", origins));
    submitted.sort(Comparator.comparing(Job::id));
    return submitted;
  }

  /** The job as it was submitted, with what the database has added. */
  private static Job submitted(ResultSet row, NewJob job, JsonNode spec, @Nullable UUID batch)
      throws SQLException {
    return new Job(
        JobRows.id(row, "id"),
        job.kind(),
        JobState.QUEUED,
        spec,
        StoredSpec.model(spec),
        job.priority(),
        job.submittedBy(),
        0,
        0,
        0,
        JobRows.time(row, "queued_at"),
        JobRows.time(row, "run_at"),
        null,
        null,
        JobRows.timeOrNull(row, "deadline"),
        null,
        null,
        null,
        null,
        null,
        job.retryOf(),
        batch,
        row.getInt("events"),
        null,
        null,
        null);
  }

  @Override
  public Optional<Job> find(JobId id) {
    return first(database.query("SELECT * FROM job WHERE id = ?", JobRows::read, id.value()));
  }

  @Override
  public List<Job> ended(Collection<JobId> ids) {
    return database.query(
        """
        SELECT * FROM job WHERE id = ANY(?) AND state IN ('SUCCEEDED', 'FAILED', 'CANCELLED')""",
        JobRows::read,
        JobRows.ids(ids));
  }

  @Override
  public JobPage page(JobFilter filter, @Nullable String cursor, int limit) {
    IdPrefix id = filter.id();
    return new JobList()
        .is("kind", filter.kind())
        .is("state", filter.state())
        .where("model = ?", filter.model())
        .where("batch = ?", filter.batch())
        .where(
            "queued_at >= ?",
            filter.since() == null ? null : filter.since().atOffset(ZoneOffset.UTC))
        .where("submitted_by = ?", filter.submittedBy())
        .where("id >= ?", id == null ? null : id.least())
        .where("id <= ?", id == null ? null : id.most())
        .page(database, cursor, limit);
  }

  @Override
  public Map<JobState, Long> batchCounts(UUID batch) {
    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    database
        .query(
            "SELECT state, count(*) AS jobs FROM job WHERE batch = ? GROUP BY state",
            row -> Map.entry(JobState.valueOf(row.getString("state")), row.getLong("jobs")),
            batch)
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  @Override
  public QueueDepth depth(JobKind kind) {
    return database
        .query(
            """
            SELECT (SELECT count(*) FROM outbox WHERE kind = ?) AS queued,
              (SELECT count(*) FROM job WHERE state = 'RUNNING' AND kind = ?) AS running""",
            row -> new QueueDepth(row.getLong("queued"), row.getLong("running")),
            kind.name(),
            kind.name())
        .get(0);
  }

  @Override
  public Optional<Cancellation> cancel(JobId id, String actor) {
    List<Job> cancelled = told(database.query(CANCEL, JobRows::read, actor, actor, id.value()));
    return cancelled.isEmpty()
        ? find(id).map(job -> new Cancellation(job, false))
        : Optional.of(new Cancellation(cancelled.get(0), true));
  }

  @Override
  public Retry retry(JobId id, String actor, JobId again) {
    Job old = find(id).orElse(null);
    if (old == null) {
      return new Retry.Unknown();
    }
    if (!old.state().isFinal()) {
      return new Retry.NotFinal(old);
    }
    NewJob job = new NewJob(old.kind(), old.spec(), old.priority(), actor, null, id);
    SortedMap<JobId, NewJob> named = new TreeMap<>(Map.of(again, job));
    List<Job> submitted =
        database.inTransaction(
            connection -> {
              List<Job> inserted = insert(connection, SUBMIT_MISSING, named, null);
              takePlace(connection, old, again);
              return inserted;
            });
    return new Retry.Submitted(submittedOnce(named.keySet(), submitted).get(0));
  }

  /** What a sweep waits for or has lost, it may get from another try. */
  private static void takePlace(Connection connection, Job old, JobId again) throws SQLException {
    if (old.kind() == JobKind.TRAIN
        && old.state() != JobState.SUCCEEDED
        && SweepPlaces.hold(connection, old.id()).filter(place -> !place.decided()).isPresent()) {
      SweepPlaces.handOn(connection, old.id(), again);
    }
  }

  @Override
  public Optional<Job> release(JobId id, String actor) {
    return first(
        told(
            database.query(
                RELEASE + " WHERE id = ? AND state = 'QUARANTINED' RETURNING *",
                JobRows::read,
                actor,
                id.value())));
  }

  @Override
  public int release(QuarantineFilter filter, String actor) {
    StringBuilder sql = new StringBuilder(RELEASE);
    List<Object> values = new ArrayList<>();
    values.add(actor);
    sql.append(" WHERE id IN (SELECT id FROM job WHERE state = 'QUARANTINED'");
    if (filter.kind() != null) {
      sql.append(" AND kind = ?");
      values.add(filter.kind().name());
    }
    if (filter.model() != null) {
      sql.append(" AND model = ?");
      values.add(filter.model());
    }
    if (filter.reason() != null) {
      sql.append(" AND strpos(lower(reason), lower(?)) > 0");
      values.add(filter.reason());
    }
    if (filter.jobs() != null) {
      sql.append(" AND id = ANY (?)");
      values.add(new SqlArray("uuid", filter.jobs().stream().map(JobId::value).toList()));
    }
    sql.append(" ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING *");
    values.add(filter.limit());
    List<Job> released =
        database.inTransaction(
            connection -> {
              List<Job> jobs =
                  Database.query(connection, sql.toString(), JobRows::read, values.toArray());
              OperatorActions.record(
                  connection,
                  actor,
                  "quarantine.release",
                  "quarantine",
                  Map.of("released", jobs.size(), "filter", filter.told()));
              return jobs;
            });
    return told(released).size();
  }

  @Override
  public List<Claim> claim(String worker, Collection<JobId> ids, JobKind kind, Duration lease) {
    return told(claiming.claim(worker, ids, kind, lease)).stream()
        .map(job -> new Claim(job, job.epoch()))
        .toList();
  }

  @Override
  public Set<JobId> renew(String worker, Collection<Claim> claims, Duration lease) {
    return leases.renew(claims, lease);
  }

  @Override
  public Set<JobId> held(Collection<Claim> claims) {
    return leases.held(claims);
  }

  @Override
  public Set<JobId> finish(List<? extends Outcome> outcomes) {
    return told(leases.finish(outcomes)).stream().map(Job::id).collect(Collectors.toSet());
  }

  @Override
  public boolean progress(Claim claim, JsonNode progress) {
    return database.update(
            "UPDATE job SET progress = ?::jsonb WHERE id = ? AND epoch = ? AND state = 'RUNNING'",
            JobJson.write(progress),
            claim.id().value(),
            claim.epoch())
        == 1;
  }

  @Override
  public List<Job> rescueLapsed(Duration uptime) {
    return told(rescue.rescue(uptime));
  }

  @Override
  public List<Job> failOverrun(Duration grace) {
    return told(database.query(OVERRUN, JobRows::read, grace));
  }

  @Override
  public List<Job> failOverdue() {
    return told(database.query(OVERDUE, JobRows::read));
  }

  @Override
  public int crashReport(String worker, String stack) {
    return database.update(
        """
        UPDATE job SET crash_stack = ? WHERE id IN (
          SELECT id FROM job WHERE state = 'RUNNING' AND starts_with(worker, ?)
          UNION SELECT id FROM job
          WHERE crash_worker IS NOT NULL AND starts_with(crash_worker, ?)
            AND state IN ('QUEUED', 'RUNNING', 'QUARANTINED'))""",
        stack,
        worker,
        worker);
  }

  @Override
  public List<TraceCycle> trace(JobId id) {
    return first(
            database.query(
                """
                SELECT t.cells, t.body FROM job j
                JOIN trace t ON t.job_id = j.id AND t.recorded_at = j.finished_at
                WHERE j.id = ?""",
                row -> TraceCodec.read(row.getBytes("body"), row.getInt("cells")),
                id.value()))
        .orElse(List.of());
  }

  @Override
  public List<AuditEvent> history(JobId id) {
    return database.query(
        "SELECT * FROM job_history WHERE job_id = ? ORDER BY seq",
        row -> {
          String from = row.getString("from_state");
          return new AuditEvent(
              id,
              row.getInt("seq"),
              JobRows.time(row, "at"),
              from == null ? null : JobState.valueOf(from),
              JobState.valueOf(row.getString("to_state")),
              row.getInt("epoch"),
              row.getString("actor"),
              row.getString("worker"),
              row.getString("reason"),
              row.getInt("scheme"),
              JobRows.hex(row, "content"),
              JobRows.hex(row, "trace"),
              HexFormat.of().formatHex(row.getBytes("hash")));
        },
        id.value());
  }

  @Override
  public WorkerPresence presence(String worker) {
    return new WorkerPresence(database, worker);
  }

  @Override
  public boolean heartbeat(WorkerBeat beat) {
    return pulse
        .query(
            HEARTBEAT,
            row -> row.getBoolean("drained"),
            beat.worker(),
            beat.kind().name(),
            beat.capacity(),
            beat.free(),
            beat.stopping(),
            beat.present(),
            text(beat.joined().stream().sorted().map(Priority::name)))
        .get(0);
  }

  @Override
  public void farewell(String worker) {
    pulse.update("DELETE FROM worker WHERE id = ?", worker);
  }

  @Override
  public List<WorkerRow> workers() {
    return database.query(
        "SELECT * FROM worker WHERE heard_at > now() - interval '5 seconds' ORDER BY kind, id",
        row ->
            new WorkerRow(
                row.getString("id"),
                JobKind.valueOf(row.getString("kind")),
                row.getInt("capacity"),
                row.getInt("free"),
                row.getBoolean("stopping") || row.getString("drained_by") != null,
                row.getString("drained_by"),
                Stream.of((String[]) row.getArray("joined").getArray())
                    .map(Priority::valueOf)
                    .toList(),
                JobRows.time(row, "started_at"),
                JobRows.time(row, "heard_at")));
  }

  private List<Job> told(List<Job> changed) {
    if (!changed.isEmpty()) {
      listeners.forEach(listener -> listener.changed(changed));
    }
    return changed;
  }

  private static SqlArray text(Stream<String> values) {
    return new SqlArray("text", values.toList());
  }

  private static <T> Optional<T> first(List<T> rows) {
    return rows.stream().findFirst();
  }
}
