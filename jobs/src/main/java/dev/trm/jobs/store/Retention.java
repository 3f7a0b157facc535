package dev.trm.jobs.store;

import dev.trm.audit.Leaf;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Removes what is older than the policy keeps: jobs that ended, by whole anchors, and with them the
 * monthly partitions of events and traces. The anchors stay, and an operators' action says up to
 * which one the jobs were removed, so that verification tells policy from tampering. Stopped
 * anywhere, the next call goes on.
 */
public final class Retention {
  /** The operators' action that says what is removed; its detail has "throughAnchor". */
  public static final String ACTION = "audit.retire";

  private static final Logger LOG = Logger.getLogger(Retention.class);
  private static final String ACTOR = "retention";
  private static final int AT_ONCE = 500;

  /** Ends the name of a partition with what was kept of a month. */
  private static final String KEPT = "_kept";

  /** Ends the name of a table that was a partition and is to be dropped. */
  private static final String RETIRED = "_retired";

  /** Of one statement over a month. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
  private static final int MOST_TRIES = 20;
  private static final Pattern PARTITION = Pattern.compile("(job_event|trace)_(\\d{4})_(\\d{2})");

  private final Database database;

  public Retention(DataSource source) {
    this.database = new Database(source).allowing(LONGEST);
  }

  /**
   * What was removed.
   *
   * @param partitions their names
   */
  public record Removed(long jobs, List<String> partitions) {
    public Removed {
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * Removes what ended before the beginning of the month that the period leads back to.
   *
   * @param keep how long everything is kept
   */
  public Removed remove(Duration keep) {
    Instant before =
        database
            .query(
                """
                SELECT date_trunc('month', (now() - make_interval(secs => ?)) AT TIME ZONE 'UTC')
                  AT TIME ZONE 'UTC' AS before""",
                row -> JobRows.time(row, "before"),
                (double) keep.toSeconds())
            .get(0);
    long through = database.inTransaction(connection -> decide(connection, before, keep));
    long jobs = 0;
    for (long anchor : unfinished(through)) {
      jobs += removeJobs(anchor);
    }
    dropRetired();
    List<String> dropped = new ArrayList<>();
    for (String partition : partitionsUntil(before)) {
      retire(partition);
      dropped.add(partition);
    }
    if (jobs > 0 || !dropped.isEmpty()) {
      sweep(before);
      LOG.infof(
          "retention removed %d jobs ended before %s and the partitions %s", jobs, before, dropped);
    }
    return new Removed(jobs, dropped);
  }

  /** Up to which anchor jobs are to be removed; recorded before anything is. */
  private static long decide(Connection connection, Instant before, Duration keep)
      throws SQLException {
    Database.lock(connection, "trm.retention");
    long wanted =
        number(
            connection,
            "SELECT coalesce(max(seq), 0) AS n FROM audit_anchor WHERE at <= ?",
            before.atOffset(ZoneOffset.UTC));
    long recorded =
        number(
            connection,
            """
            SELECT coalesce(max((detail ->> 'throughAnchor')::bigint), 0) AS n
            FROM operator_action WHERE action = ?""",
            ACTION);
    if (wanted > recorded) {
      OperatorActions.record(
          connection,
          ACTOR,
          ACTION,
          "jobs ended before " + before,
          Map.of("throughAnchor", wanted, "before", before.toString(), "keep", keep.toString()));
    }
    return Math.max(wanted, recorded);
  }

  private List<Long> unfinished(long through) {
    return database.query(
        """
        SELECT seq FROM audit_anchor
        WHERE seq <= ? AND seq > (SELECT coalesce(max(anchor), 0) FROM audit_retired) ORDER BY seq""",
        row -> row.getLong("seq"),
        through);
  }

  private long removeJobs(long anchor) {
    List<UUID> ids =
        database
            .query(
                "SELECT leaves FROM audit_anchor WHERE seq = ?",
                row -> Leaf.split(row.getBytes("leaves")),
                anchor)
            .get(0)
            .stream()
            .map(Leaf::job)
            .toList();
    long removed = 0;
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      Database.SqlArray some =
          new Database.SqlArray("uuid", ids.subList(from, Math.min(from + AT_ONCE, ids.size())));
      removed +=
          database.inTransaction(
              connection -> {
                for (String table :
                    List.of(
                        "run_metric",
                        "run_sample",
                        "run_resumption",
                        "run_stop",
                        "run_continuation")) {
                  Database.update(
                      connection, "DELETE FROM " + table + " WHERE run_id = ANY(?)", some);
                }
                Database.update(connection, "DELETE FROM vote_table WHERE job_id = ANY(?)", some);
                return Database.update(connection, "DELETE FROM job WHERE id = ANY(?)", some);
              });
    }
    database.update(
        "INSERT INTO audit_retired (anchor) VALUES (?) ON CONFLICT (anchor) DO NOTHING", anchor);
    return removed;
  }

  private List<String> partitionsUntil(Instant before) {
    return database
        .query(
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent IN ('job_event'::regclass, 'trace'::regclass) ORDER BY c.relname""",
            row -> row.getString("relname"))
        .stream()
        .filter(name -> endsUntil(name, before))
        .toList();
  }

  private static boolean endsUntil(String partition, Instant before) {
    Matcher month = PARTITION.matcher(partition);
    if (!month.matches()) {
      return false;
    }
    Instant end =
        YearMonth.of(Integer.parseInt(month.group(2)), Integer.parseInt(month.group(3)))
            .plusMonths(1)
            .atDay(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    return !end.isAfter(before);
  }

  /**
   * Replaces a partition by one with what belongs to jobs that stay. That is copied beforehand,
   * outside of every lock that others wait for; the exchange changes the catalogue only. Stopped in
   * between, the next call finds the old partition still attached, or its table to be dropped.
   */
  private void retire(String partition) {
    String parent = parent(partition);
    String kept = partition + KEPT;
    boolean anyKept =
        database.inTransaction(
            connection -> {
              Database.update(connection, "DROP TABLE IF EXISTS " + kept);
              Database.update(
                  connection, "CREATE TABLE " + kept + " (LIKE " + partition + " INCLUDING ALL)");
              return Database.update(
                      connection,
                      "INSERT INTO "
                          + kept
                          + " SELECT * FROM "
                          + partition
                          + " p WHERE EXISTS (SELECT FROM job j WHERE j.id = p.job_id)")
                  > 0;
            });
    atOnce(
        connection -> {
          String bounds = bounds(connection, partition);
          detach(connection, parent, partition);
          Database.update(
              connection,
              anyKept
                  ? "ALTER TABLE " + parent + " ATTACH PARTITION " + kept + " " + bounds
                  : "DROP TABLE " + kept);
          return true;
        });
    dropRetired();
  }

  /** As PostgreSQL writes them: {@code FOR VALUES FROM … TO …}. */
  private static String bounds(Connection connection, String partition) throws SQLException {
    return Database.query(
            connection,
            "SELECT pg_get_expr(relpartbound, oid) AS bounds FROM pg_class WHERE oid = ?::regclass",
            row -> row.getString("bounds"),
            partition)
        .get(0);
  }

  private static String parent(String partition) {
    return partition.startsWith("trace") ? "trace" : "job_event";
  }

  private static void detach(Connection connection, String parent, String partition)
      throws SQLException {
    Database.update(connection, "ALTER TABLE " + parent + " DETACH PARTITION " + partition);
    Database.update(connection, "ALTER TABLE " + partition + " RENAME TO " + partition + RETIRED);
  }

  /**
   * A transaction that needs a partitioned table for itself, for a moment. Whoever writes events
   * queues behind its wait, so it waits shortly and tries several times.
   */
  private <T> T atOnce(Database.Work<T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return database.inTransaction(
            connection -> {
              Database.update(connection, "SET LOCAL lock_timeout = '300ms'");
              return work.with(connection);
            });
      } catch (StoreException e) {
        if (!e.lockTimedOut() || tries == MOST_TRIES) {
          throw e;
        }
        LOG.debugf("a partition is in use, try %d of %d", tries, MOST_TRIES);
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }

  /** Drops what was detached, by this call or by one that was stopped. */
  private void dropRetired() {
    for (String table : tables(RETIRED)) {
      database.update("DROP TABLE " + table);
    }
  }

  private List<String> tables(String suffix) {
    return database.query(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ ? ORDER BY relname",
        row -> row.getString("relname"),
        "^(job_event|trace)_[0-9]{4}_[0-9]{2}.*" + suffix + "$");
  }

  /** Removes what earlier calls kept and whose jobs have gone since, and partitions left empty. */
  private void sweep(Instant before) {
    for (Map.Entry<String, String> table :
        Map.of("job_event", "at", "trace", "recorded_at").entrySet()) {
      forget(table.getKey() + "_default", table.getValue() + " < '" + before + "' AND");
    }
    for (String kept : tables(KEPT)) {
      forget(kept, "");
      if (database.query("SELECT FROM " + kept + " LIMIT 1", row -> true).isEmpty()) {
        atOnce(
            connection -> {
              detach(connection, parent(kept), kept);
              return true;
            });
      }
    }
    dropRetired();
  }

  private void forget(String table, String which) {
    database.inTransaction(
        connection -> {
          Database.update(connection, "SET LOCAL trm.retention = 'on'");
          return Database.update(
              connection,
              "DELETE FROM "
                  + table
                  + " p WHERE "
                  + which
                  + " NOT EXISTS (SELECT FROM job j WHERE j.id = p.job_id)");
        });
  }

  private static long number(Connection connection, String sql, Object parameter)
      throws SQLException {
    return Database.query(connection, sql, row -> row.getLong("n"), parameter).get(0);
  }
}
