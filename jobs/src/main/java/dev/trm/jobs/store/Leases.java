package dev.trm.jobs.store;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.store.Database.SqlArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A worker's hold on jobs, from renewal to outcome. Whoever locks several rows skips those locked
 * by others, except finish, whose jobs nobody else finishes: so nothing can deadlock. Statements
 * that are sent at once are one transaction, and each sees what was committed before it.
 */
final class Leases {
  private static final Logger LOG = Logger.getLogger(Leases.class);
  private static final int MOST_OF_REFUSAL = 500;

  // Of some jobs it is asked whether they run. IS NOT DISTINCT FROM has them found by their keys:
  // with
  // = PostgreSQL goes through all that run, for each of them, since it believes that hardly any
  // does.

  private static final String RENEW =
      """
      UPDATE job SET lease_until = clock_timestamp() + make_interval(secs => ?)
      WHERE id IN (
        SELECT j.id FROM job j JOIN unnest(?, ?) AS mine(id, epoch) USING (id, epoch)
        WHERE j.state IS NOT DISTINCT FROM 'RUNNING' FOR UPDATE OF j SKIP LOCKED)""";

  private static final String HELD =
      """
      SELECT j.id FROM job j JOIN unnest(?, ?) AS mine(id, epoch) USING (id, epoch)
      WHERE j.state IS NOT DISTINCT FROM 'RUNNING'""";

  /** Waits for those who renew or cancel, so that the next statement sees what they have left. */
  private static final String LOCK =
      "SELECT id FROM job WHERE id = ANY(?) ORDER BY id FOR NO KEY UPDATE";

  /** Locks, and what results name. */
  private static final int STATEMENTS_BEFORE = 2;

  private static final String FINISH =
      """
      %s;
      INSERT INTO environment (id, facts) SELECT id, facts FROM unnest(?, ?) AS e(id, facts)
      ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id;
      WITH decided AS (
        SELECT o.*, CASE
            WHEN o.ending = 'SUCCEEDED' THEN 'SUCCEEDED'
            WHEN o.ending = 'CANCELLED' THEN 'CANCELLED'
            WHEN o.ending = 'RELEASED' THEN 'QUEUED'
            WHEN o.pause IS NOT NULL THEN 'QUEUED'
            ELSE 'FAILED' END AS next
        FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS o(
          id, epoch, ending, outcome, code, message, pause, cells, cycles, body)),
      moved AS (
        UPDATE job j SET state = d.next, actor = j.worker, reason = d.message, lease_until = NULL,
          result = d.outcome::jsonb, failure_code = d.code,
          trace_hash = CASE WHEN d.next <> 'QUEUED' THEN audit_trace(d.cells, d.cycles, d.body) END,
          failure = CASE WHEN d.code IS NOT NULL THEN d.message END,
          epoch = CASE WHEN d.next = 'QUEUED' THEN j.epoch + 1 ELSE j.epoch END,
          attempts = CASE WHEN d.ending = 'RELEASED' THEN j.attempts - 1 ELSE j.attempts END,
          run_at = CASE
            WHEN d.next = 'QUEUED' AND d.ending = 'FAILED'
            THEN clock_timestamp() + make_interval(secs => d.pause) ELSE j.run_at END,
          suspect_group = CASE WHEN d.ending = 'RELEASED' THEN j.suspect_group END,
          lone_crashes = CASE WHEN d.ending = 'RELEASED' THEN j.lone_crashes ELSE 0 END,
          finished_at = CASE WHEN d.next <> 'QUEUED' THEN clock_timestamp() END
        FROM decided d
        WHERE j.id = d.id AND j.epoch = d.epoch AND j.state IS NOT DISTINCT FROM 'RUNNING'
        RETURNING j.*, d.epoch AS claimed_with, d.cells, d.cycles, d.body),
      traced AS (
        INSERT INTO trace (job_id, recorded_at, epoch, cells, cycles, body)
        SELECT id, finished_at, epoch, cells, cycles, body FROM moved
        WHERE body IS NOT NULL AND finished_at IS NOT NULL)
      SELECT id, claimed_with, state, epoch, attempts, run_at, started_at, finished_at, failure_code, failure,
        progress, events, suspect_group, reason FROM moved"""
          .formatted(LOCK);

  private final Database database;
  private final Database pulse;
  private final RetryPolicy policy;

  /**
   * @param pulse the same database for what is asked on the heartbeat's thread
   */
  Leases(Database database, Database pulse, RetryPolicy policy) {
    this.database = database;
    this.pulse = pulse;
    this.policy = policy;
  }

  Set<JobId> renew(Collection<Claim> claims, Duration lease) {
    pulse.update(RENEW, lease, ids(claims), epochs(claims));
    return held(claims);
  }

  Set<JobId> held(Collection<Claim> claims) {
    return new HashSet<>(
        pulse.query(HELD, row -> JobRows.id(row, "id"), ids(claims), epochs(claims)));
  }

  /**
   * Records outcomes, all in one transaction. Where the database refuses one of them for what it
   * holds, the others are recorded and the job of that one fails: tried again, it would keep its
   * neighbours from being recorded for ever.
   */
  List<Job> finish(List<? extends Outcome> outcomes) {
    try {
      return record(outcomes);
    } catch (StoreException e) {
      if (!e.refusesContent()) {
        throw e;
      }
      return apart(outcomes, e);
    } catch (IllegalArgumentException e) {
      // It could not even be written for the database.
      return apart(outcomes, e);
    }
  }

  private List<Job> apart(List<? extends Outcome> outcomes, RuntimeException refusal) {
    int half = outcomes.size() / 2;
    if (half == 0) {
      return refused(outcomes.get(0), refusal);
    }
    List<Job> recorded = new ArrayList<>(finish(outcomes.subList(0, half)));
    recorded.addAll(finish(outcomes.subList(half, outcomes.size())));
    return recorded;
  }

  private List<Job> refused(Outcome outcome, RuntimeException refusal) {
    LOG.errorf(refusal, "the outcome of job %s is refused, the job fails", outcome.claim().id());
    String reason = String.valueOf(refusal.getMessage()).replace('\0', ' ');
    String message =
        "The outcome cannot be recorded: "
            + reason.substring(0, Math.min(MOST_OF_REFUSAL, reason.length()));
    Failure failure = new Failure(FailureCode.UNRECORDABLE, message);
    try {
      return record(List.of(new Outcome.Failed(outcome.claim(), failure)));
    } catch (StoreException e) {
      if (!e.refusesContent()) {
        throw e;
      }
      LOG.errorf(e, "job %s cannot even fail, its lease lapses", outcome.claim().id());
      return List.of();
    }
  }

  private List<Job> record(List<? extends Outcome> outcomes) {
    List<Claim> claims = outcomes.stream().map(Outcome::claim).toList();
    Map<Map.Entry<JobId, Integer>, Outcome> byClaim = new HashMap<>();
    outcomes.forEach(
        outcome -> byClaim.put(Map.entry(outcome.claim().id(), outcome.claim().epoch()), outcome));
    List<String> endings = new ArrayList<>();
    List<@Nullable String> results = new ArrayList<>();
    List<@Nullable String> codes = new ArrayList<>();
    List<@Nullable String> messages = new ArrayList<>();
    List<@Nullable Double> pauses = new ArrayList<>();
    List<@Nullable Integer> cells = new ArrayList<>();
    List<Integer> cycles = new ArrayList<>();
    List<byte @Nullable []> bodies = new ArrayList<>();
    Map<String, String> environments = new LinkedHashMap<>();
    for (Outcome outcome : outcomes) {
      Failure failure = null;
      String result = null;
      String message = null;
      if (outcome instanceof Outcome.Succeeded succeeded) {
        endings.add("SUCCEEDED");
        result = JobJson.write(Environments.shortened(succeeded.result(), environments));
        message = succeeded.note();
      } else if (outcome instanceof Outcome.Failed failed) {
        endings.add("FAILED");
        failure = failed.failure();
        message = failure.message();
      } else if (outcome instanceof Outcome.Cancelled cancelled) {
        endings.add("CANCELLED");
        message = cancelled.reason();
      } else if (outcome instanceof Outcome.Released released) {
        endings.add("RELEASED");
        message = released.reason();
      }
      results.add(result);
      codes.add(failure == null ? null : failure.code().name());
      messages.add(message);
      pauses.add(failure == null ? null : pause(outcome.claim().job(), failure));
      List<TraceCycle> trace = outcome.trace();
      cells.add(trace.isEmpty() ? null : trace.get(0).draft().length);
      cycles.add(trace.size());
      bodies.add(trace.isEmpty() ? null : TraceCodec.write(trace));
    }
    Database.RowReader<Job> reader =
        row -> {
          Map.Entry<JobId, Integer> claim =
              Map.entry(JobRows.id(row, "id"), row.getInt("claimed_with"));
          return after(Objects.requireNonNull(byClaim.get(claim)), row);
        };
    return database.alone(
        connection ->
            Database.queryLast(
                connection,
                STATEMENTS_BEFORE,
                FINISH,
                reader,
                ids(claims),
                new SqlArray("text", List.copyOf(environments.keySet())),
                new SqlArray("text", List.copyOf(environments.values())),
                ids(claims),
                epochs(claims),
                new SqlArray("text", endings),
                new SqlArray("text", results),
                new SqlArray("text", codes),
                new SqlArray("text", messages),
                new SqlArray("float8", pauses),
                new SqlArray("int4", cells),
                new SqlArray("int4", cycles),
                new SqlArray("bytea", bodies)));
  }

  /**
   * The job that was claimed as the outcome has left it; what it brought need not be read again.
   */
  private static Job after(Outcome outcome, ResultSet row) throws SQLException {
    Job claimed = outcome.claim().job();
    return new Job(
        claimed.id(),
        claimed.kind(),
        JobState.valueOf(row.getString("state")),
        claimed.spec(),
        claimed.model(),
        claimed.priority(),
        claimed.submittedBy(),
        row.getInt("epoch"),
        row.getInt("attempts"),
        claimed.crashAttempts(),
        claimed.queuedAt(),
        JobRows.time(row, "run_at"),
        JobRows.timeOrNull(row, "started_at"),
        JobRows.timeOrNull(row, "finished_at"),
        claimed.deadline(),
        claimed.worker(),
        null,
        outcome instanceof Outcome.Succeeded succeeded ? succeeded.result() : null,
        JobRows.failure(row),
        JobRows.tree(row, "progress"),
        claimed.retryOf(),
        claimed.batch(),
        row.getInt("events"),
        row.getObject("suspect_group", UUID.class),
        row.getString("reason"),
        claimed.crashStack());
  }

  private @Nullable Double pause(Job job, Failure failure) {
    return policy
        .pause(failure.code(), job.attempts())
        .map(pause -> Double.valueOf(Database.seconds(pause)))
        .orElse(null);
  }

  private static SqlArray ids(Collection<Claim> claims) {
    return JobRows.ids(claims.stream().map(Claim::id).toList());
  }

  private static SqlArray epochs(Collection<Claim> claims) {
    return new SqlArray("int4", claims.stream().map(Claim::epoch).toList());
  }
}
