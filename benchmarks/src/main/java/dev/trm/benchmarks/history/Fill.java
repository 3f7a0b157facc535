package dev.trm.benchmarks.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Replaces the jobs of a database by copies of its 9×9 solves: all columns of their rows, their
 * events and traces, spread evenly over the preceding three months and the partitions of those
 * months. Ids are of version 7, times keep their distances, and rows are inserted in the order of
 * time, as if the jobs had been solved then. Two things differ: a chain's hashes are those of the
 * copied job, and no anchor covers the copies.
 */
final class Fill {
  /** The key that owns a tenth of the copies. */
  static final String SUBMITTER = "ada";

  private static final int AT_ONCE = 50_000;

  /** The number of months before the current one that get copies and partitions. */
  private static final int MONTHS = 3;

  /**
   * {@code copy_moment} is the time at which a copy is queued, {@code copy_id} its id:
   * milliseconds, then the copy's number within the millisecond, then a constant part.
   */
  private static final String PREPARE =
      """
      CREATE TABLE copy_span AS SELECT date_trunc('month', now()) - interval '%1$d months' AS begin,
        (SELECT min(queued_at) FROM job) AS until, %2$d::bigint AS jobs;
      CREATE TABLE copied AS SELECT row_number() OVER (ORDER BY id) - 1 AS k, id FROM job
        WHERE model = '%3$s' AND state IN ('SUCCEEDED', 'FAILED', 'CANCELLED');
      CREATE TABLE copied_job AS SELECT c.k, j.* FROM copied c JOIN job j USING (id);
      CREATE TABLE copied_event AS
        SELECT c.k, e.* FROM copied c JOIN job_event e ON e.job_id = c.id;
      CREATE TABLE copied_trace AS SELECT c.k, t.* FROM copied c JOIN trace t ON t.job_id = c.id;
      CREATE INDEX ON copied_job (k);
      CREATE INDEX ON copied_event (k);
      CREATE INDEX ON copied_trace (k);
      ANALYZE copied_job;
      ANALYZE copied_event;
      ANALYZE copied_trace;
      TRUNCATE job, job_event, trace, outbox, audit_pending;
      CREATE FUNCTION copy_moment(n bigint, s copy_span) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
        $$ SELECT s.begin + (s.until - s.begin) * (n::double precision / s.jobs) $$;
      CREATE FUNCTION copy_id(n bigint, moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS
        $$ SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7'
          || lpad(to_hex(n %% 4096), 3, '0') || 'a' || substr(md5(n::text), 1, 15))::uuid $$;
      """;

  private static final String PARTITIONS =
      """
      DO $$
      DECLARE
        parent text;
        first timestamp;
      BEGIN
        FOREACH parent IN ARRAY ARRAY['job_event', 'trace'] LOOP
          FOR month IN 1..%d LOOP
            first := date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => month);
            EXECUTE format('CREATE TABLE %%I PARTITION OF %%I FOR VALUES FROM (%%L) TO (%%L)',
              parent || to_char(first, '_YYYY_MM'), parent, first AT TIME ZONE 'UTC',
              (first + interval '1 month') AT TIME ZONE 'UTC');
          END LOOP;
        END LOOP;
      END $$""";

  private static final String CLEAN =
      """
      DROP FUNCTION copy_moment, copy_id;
      DROP TABLE copy_span, copied, copied_job, copied_event, copied_trace""";

  /** The model whose solves are copied. */
  private static final String MODEL = "sudoku@champion";

  private final DataSource server;

  Fill(DataSource server) {
    this.server = server;
  }

  /**
   * Replaces all jobs by copies.
   *
   * @param samples number of ids to return
   * @param progress receives the number of copies so far
   * @return random ids of copies; computed without reading, so that the cache stays cold
   */
  List<UUID> copies(long jobs, int samples, LongConsumer progress) throws SQLException {
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      // Disables triggers, which would add events, hashes and messages or protect the rows.
      statement.execute("SET session_replication_role = replica");
      statement.execute(String.format(PREPARE, MONTHS, jobs, MODEL));
      statement.execute(String.format(PARTITIONS, MONTHS));
      List<String> inserts =
          List.of(
              insert(connection, "job", "copied_job", "id"),
              insert(connection, "job_event", "copied_event", "job_id"),
              insert(connection, "trace", "copied_trace", "job_id"));
      for (long from = 0; from < jobs; from += AT_ONCE) {
        long until = Math.min(jobs, from + AT_ONCE) - 1;
        for (String insert : inserts) {
          statement.execute(insert.formatted(from, until));
        }
        progress.accept(until + 1);
      }
      statement.execute("SET session_replication_role = origin");
      List<UUID> chosen = chosen(connection, jobs, samples);
      statement.execute(CLEAN);
      statement.execute("VACUUM (ANALYZE) job, job_event, trace");
      statement.execute("CHECKPOINT");
      return chosen;
    }
  }

  private static List<UUID> chosen(Connection connection, long jobs, int samples)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT copy_id(n, copy_moment(n, s)) AS id
            FROM unnest(?::bigint[]) AS n, copy_span s""")) {
      statement.setArray(
          1,
          connection.createArrayOf(
              "bigint", new Random(1).longs(samples, 0, jobs).boxed().toArray()));
      List<UUID> ids = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(row.getObject("id", UUID.class));
        }
      }
      return ids;
    }
  }

  private static String insert(Connection connection, String table, String from, String id)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT attname AS name, atttypid = 'timestamptz'::regtype AS moment FROM pg_attribute
            WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum""")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString("name");
          columns.add(name);
          if (name.equals(id)) {
            values.add("copy_id(m.n, m.moment)");
          } else if (row.getBoolean("moment")) {
            values.add("m.moment + (t." + name + " - o.queued_at)");
          } else if (name.equals("submitted_by")) {
            values.add("CASE WHEN m.n % 10 = 0 THEN '" + SUBMITTER + "' ELSE t.submitted_by END");
          } else {
            values.add("t." + name);
          }
        }
      }
    }
    // The only two format specifiers left unescaped are those of the numbers.
    return ("INSERT INTO "
        + table
        + " ("
        + String.join(", ", columns)
        + ") SELECT "
        + values.stream().map(value -> value.replace("%", "%%")).collect(Collectors.joining(", "))
        + " FROM (SELECT n, copy_moment(n, s) AS moment, n %% (SELECT count(*) FROM copied) AS k"
        + " FROM generate_series(%d::bigint, %d) AS n, copy_span s) AS m"
        + " JOIN copied_job o ON o.k = m.k JOIN "
        + from
        + " t ON t.k = m.k ORDER BY m.n");
  }
}
