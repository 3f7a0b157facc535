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
  private static final Pattern PARTITION = Pattern.compile("(job_event|trace)_(\\d{4})_(\\d{2})");

  private final Database database;

  public Retention(DataSource source) {
    this.database = new Database(source);
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
    List<String> dropped = new ArrayList<>();
    for (String partition : partitionsUntil(before)) {
      database.inTransaction(connection -> drop(connection, partition));
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

  /** Drops a partition, but first moves what belongs to jobs that stay into the default one. */
  private static int drop(Connection connection, String partition) throws SQLException {
    String parent = partition.startsWith("trace") ? "trace" : "job_event";
    // Whoever writes events now would wait behind this lock.
    Database.update(connection, "SET LOCAL lock_timeout = '3s'");
    Database.update(connection, "ALTER TABLE " + parent + " DETACH PARTITION " + partition);
    int kept =
        Database.update(
            connection,
            "INSERT INTO "
                + parent
                + "_default SELECT * FROM "
                + partition
                + " p WHERE EXISTS (SELECT FROM job j WHERE j.id = p.job_id)");
    Database.update(connection, "DROP TABLE " + partition);
    return kept;
  }

  /** What earlier calls kept in the default partitions, and whose jobs have gone since. */
  private void sweep(Instant before) {
    Map<String, String> times = Map.of("job_event", "at", "trace", "recorded_at");
    database.inTransaction(
        connection -> {
          Database.update(connection, "SET LOCAL trm.retention = 'on'");
          for (Map.Entry<String, String> table : times.entrySet()) {
            Database.update(
                connection,
                "DELETE FROM "
                    + table.getKey()
                    + "_default p WHERE "
                    + table.getValue()
                    + " < ? AND NOT EXISTS (SELECT FROM job j WHERE j.id = p.job_id)",
                before.atOffset(ZoneOffset.UTC));
          }
          return true;
        });
  }

  private static long number(Connection connection, String sql, Object parameter)
      throws SQLException {
    return Database.query(connection, sql, row -> row.getLong("n"), parameter).get(0);
  }
}
